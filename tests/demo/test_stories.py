import re
from collections import Counter
from itertools import combinations

import pytest

from newsieve.demo.outlets import outlets
from newsieve.demo.plan import Span, plan
from newsieve.demo.stories import HOME, LOOKALIKES, TOPICS, write_story
from newsieve.demo.web import BASE
from tests.demo.ngrams import containment, grams, jaccard

ALL_TOPICS = [(topic, language) for language, topics in TOPICS.items() for topic in topics]


def test_a_story_is_decided_by_its_id_and_seed() -> None:
    assert write_story("a", "court", "en", "7") == write_story("a", "court", "en", "7")
    assert write_story("a", "court", "en", "7") != write_story("b", "court", "en", "7")
    assert write_story("a", "court", "en", "7") != write_story("a", "court", "en", "8")


@pytest.mark.parametrize(("topic", "language"), ALL_TOPICS)
def test_a_story_has_five_to_fourteen_whole_paragraphs(topic: str, language: str) -> None:
    for number in range(30):
        story = write_story(f"s{number}", topic, language, "7")
        assert 5 <= len(story.paragraphs) <= 14
        for text in (*story.paragraphs, *story.captions):
            assert not re.search(r"[\[\]{}|]|  |^\s|\s$", text), text
            assert text[-1] in '."?!', text
            assert HOME not in text


@pytest.mark.parametrize(("topic", "language"), ALL_TOPICS)
def test_stories_of_one_topic_share_little_text(topic: str, language: str) -> None:
    texts = [grams(write_story(f"s{number}", topic, language, "7").paragraphs) for number in range(40)]
    shared = [jaccard(a, b) for a, b in combinations(texts, 2)]
    assert sum(shared) / len(shared) < 0.05
    assert max(shared) < 0.15


@pytest.mark.parametrize("topic", LOOKALIKES)
def test_lookalikes_share_much_text_but_no_paragraph(topic: str) -> None:
    stories = [write_story(f"s{number}", topic, "en", "7") for number in range(20)]
    shared = [jaccard(grams(a.paragraphs), grams(b.paragraphs)) for a, b in combinations(stories, 2)]
    assert min(shared) > 0.2
    assert max(Counter(text for story in stories for text in story.paragraphs).values()) == 1


def test_different_stories_of_a_web_share_less_than_a_tenth() -> None:
    postings = plan(outlets(8), 150, 7, Span(BASE))
    first = {p.story.id: p.story for p in postings if not p.story.lookalike}
    texts = [grams(story.paragraphs) for story in first.values()]
    assert max(jaccard(a, b) for a, b in combinations(texts, 2)) < 0.10


def test_wire_copies_share_more_than_half() -> None:
    postings = plan(outlets(8), 150, 7, Span(BASE))
    copies = [p for p in postings if p.first]
    assert len(copies) >= 30
    for copy in copies:
        assert copy.first is not None
        assert containment(grams(copy.printed.paragraphs), grams(copy.first.printed.paragraphs)) > 0.5, copy.path


def test_a_paragraph_almost_never_stands_in_two_stories() -> None:
    postings = plan(outlets(20), 2000, 3, Span(BASE))
    stories = {p.story.id: p.story for p in postings}
    counts = Counter(text for story in stories.values() for text in set(story.paragraphs))
    repeated = sum(count > 1 for count in counts.values())
    assert repeated / len(counts) < 0.01
