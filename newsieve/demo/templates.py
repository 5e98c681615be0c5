"""A small language for text with choices, and the files that are written in it.

``[a|b|c]`` is one of three, and may be nested; ``{name}`` is filled from elsewhere; ``{n:3-40}`` is a number,
``{f:1-9}`` one with a decimal, ``{w:2-9}`` one in words, ``{o:1-31}`` a place in a row. A file has sections:
``== name`` begins one, and each line (or each part of a line between bars outside brackets) is one choice. A section
marked ``== name!`` is chosen once and stays the same for the whole story. Lines that begin with ``#`` are remarks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from importlib.resources import files

END, BAR, CLOSE = "", "|", "]"


@dataclass(frozen=True, slots=True)
class Slot:
    """A gap to be filled; `low` and `high` are set for numbers."""

    name: str
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several sequences."""

    options: tuple[Sequence, ...]


@dataclass(frozen=True, slots=True)
class Sequence:
    """Text, gaps and choices in a row."""

    parts: tuple[str | Slot | Choice, ...]


@dataclass(frozen=True, slots=True)
class Grammar:
    """The sections of one file; `fixed` names those that are chosen once for a story."""

    sections: dict[str, tuple[Sequence, ...]] = field(default_factory=dict)
    fixed: frozenset[str] = frozenset()


def parse(text: str) -> tuple[Sequence, ...]:
    """The choices of one line.

    >>> [len(option.parts) for option in parse("a [b|c] {d}|e")]
    [4, 1]
    """
    options, end = _options(text, 0)
    if end != len(text):
        raise ValueError(f"unbalanced bracket at {end} in {text!r}")
    return options


def _options(text: str, at: int) -> tuple[tuple[Sequence, ...], int]:
    options: list[Sequence] = []
    parts: list[str | Slot | Choice] = []
    while True:
        stop = _next_mark(text, at)
        if stop > at:
            parts.append(text[at:stop])
        mark = text[stop : stop + 1]
        if mark in (END, CLOSE):
            return (*options, Sequence(tuple(parts))), stop
        if mark == BAR:
            options.append(Sequence(tuple(parts)))
            parts, at = [], stop + 1
        elif mark == "{":
            end = text.index("}", stop)
            parts.append(_slot(text[stop + 1 : end]))
            at = end + 1
        else:
            inner, end = _options(text, stop + 1)
            if text[end : end + 1] != CLOSE:
                raise ValueError(f"bracket at {stop} is never closed in {text!r}")
            parts.append(Choice(inner))
            at = end + 1


def _next_mark(text: str, at: int) -> int:
    while at < len(text) and text[at] not in "[]{|":
        at += 1
    return at


def _slot(inside: str) -> Slot:
    name, _, span = inside.partition(":")
    low, _, high = span.partition("-")
    return Slot(name, int(low), int(high)) if span else Slot(name)


def read_grammar(text: str) -> Grammar:
    """The sections of a file's text."""
    sections: dict[str, list[Sequence]] = {}
    fixed: set[str] = set()
    lines: list[Sequence] = []
    for line in text.splitlines():
        if line.startswith("== "):
            name = line[3:].strip()
            if name.endswith("!"):
                fixed.add(name := name[:-1])
            lines = sections.setdefault(name, [])
        elif line.strip() and not line.startswith("#"):
            lines.extend(parse(line.rstrip()))
    return Grammar({name: tuple(options) for name, options in sections.items()}, frozenset(fixed))


@lru_cache(maxsize=64)
def load_grammar(name: str) -> Grammar:
    """The grammar `texts/<name>.txt` of this package."""
    return read_grammar((files("newsieve.demo") / "texts" / f"{name}.txt").read_text(encoding="utf-8"))
