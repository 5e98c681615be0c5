"""How a record looks in each format."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from newsieve.record import Record, to_line

MARKS = re.compile(r"([\\`*_\[\]<>])|^(#{1,6}(?=\s)|[-+](?=\s)|=+\s*$|-+\s*$|~{3,})|^(\d+)([.)])(?=\s)|(&)(?=#?\w+;)")

NOT_IN_FRONT = frozenset({"status", "reason", "text", "removed"})


@dataclass(frozen=True, slots=True)
class Format:
    """How one record is written (`write` returns None for a record this format leaves out), and what stands between."""

    write: Callable[[Record], str | None]
    between: str = ""


def jsonl(record: Record) -> str:
    """One line of JSON, dropped pages too."""
    return to_line(record) + "\n"


def text(record: Record) -> str | None:
    """The headline and the story as plain text; a dropped page has none."""
    if record["status"] == "dropped":
        return None
    parts = [record["title"], record["text"]]
    return "\n\n".join(_quiet(part) for part in parts if part) + "\n"


def markdown(record: Record) -> str | None:
    """The headline, a line of who, when and where, and the story; a dropped page has none."""
    if record["status"] == "dropped":
        return None
    facts = [", ".join(record["authors"]), record["published"], record["site"]]
    about = " · ".join(_escape(_quiet(fact)) for fact in facts if fact)
    link = f"<{_quiet(record['url'])}>"
    return "\n\n".join(part for part in (_title(record), about, link, _text(record)) if part) + "\n"


def story(record: Record) -> str:
    """The headline and the story as Markdown."""
    return "\n\n".join(part for part in (_title(record), _text(record)) if part) + "\n"


def front_matter(record: Record) -> str:
    r"""What the record says besides the story, as YAML between two lines of hyphens; JSON's values are YAML's.

    >>> front_matter({"id": "a", "title": "Ferry: late?", "tags": ["x"], "text": "…"})
    '---\nid: "a"\ntitle: "Ferry: late?"\ntags: ["x"]\n---\n\n'
    """
    told = "".join(f"{name}: {_yaml(value)}\n" for name, value in record.items() if name not in NOT_IN_FRONT)
    return f"---\n{told}---\n\n"


def _yaml(value: object) -> str:
    return to_line(value).replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")  # no characters of YAML


def _title(record: Record) -> str:
    return f"# {_escape(_quiet(record['title'] or record['url']))}"


def _text(record: Record) -> str:
    return "\n\n".join(_escape(paragraph) for paragraph in _quiet(record["text"] or "").split("\n\n"))


FORMATS = {
    "jsonl": Format(jsonl),
    "text": Format(text, between="\n----\n\n"),
    "markdown": Format(markdown, between="\n---\n\n"),
}


def _quiet(text: str) -> str:
    """`text` without control characters that could steer a terminal."""
    if text.replace("\n", "").isprintable():  # nearly always
        return text
    return "".join(char for char in text if char.isprintable() or char in "\n\t" or unicodedata.category(char) == "Zs")


def _escape(line: str) -> str:
    r"""`line` so that Markdown shows it as it stands.

    >>> _escape("1. a_b"), _escape("# x")
    ('1\\. a\\_b', '\\# x')
    """
    return MARKS.sub(_with_backslash, line)


def _with_backslash(found: re.Match[str]) -> str:
    number, point = found[3], found[4]
    return f"{number}\\{point}" if number else f"\\{found[0]}"
