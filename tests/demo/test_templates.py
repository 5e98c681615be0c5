from importlib.resources import files

import pytest

from newsieve.demo.stories import LOOKALIKES, TOPICS
from newsieve.demo.templates import Choice, Slot, load_grammar, parse, read_grammar


def test_choices_may_be_nested() -> None:
    (line,) = parse("a [b|c [d|e]]")
    inner = line.parts[1]
    assert isinstance(inner, Choice)
    assert [len(option.parts) for option in inner.options] == [1, 2]


def test_a_gap_with_a_range_is_a_number() -> None:
    assert parse("{n:3-40}")[0].parts == (Slot("n", 3, 40),)


@pytest.mark.parametrize("line", ["a [b", "a b]", "[a|[b]"])
def test_unbalanced_brackets_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"unbalanced|never closed"):
        parse(line)


def test_a_section_with_a_mark_is_fixed_for_the_story() -> None:
    grammar = read_grammar("# remark\n== a!\nx|y\n== b\nz\n")
    assert grammar.fixed == {"a"}
    assert {name: len(options) for name, options in grammar.sections.items()} == {"a": 2, "b": 1}


def test_every_text_file_can_be_read() -> None:
    names = [path.name.removesuffix(".txt") for path in (files("newsieve.demo") / "texts").iterdir()]
    assert all(load_grammar(name).sections for name in names)
    assert {f"{topic}_{language}" for language, topics in TOPICS.items() for topic in topics} <= set(names)
    assert {f"{topic}_en" for topic in LOOKALIKES} <= set(names)


@pytest.mark.parametrize("topic", TOPICS["en"])
def test_every_english_topic_has_at_least_a_dozen_paragraph_templates(topic: str) -> None:
    assert len(load_grammar(f"{topic}_en").sections["middle"]) >= 12
