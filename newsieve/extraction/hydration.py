"""The story out of the data that a page's scripts start from, where a reader without scripts sees none.

Pages that are drawn by scripts carry their content as JSON (`__NEXT_DATA__` and its like). No key is believed: the
paragraphs are the largest group of texts that read like prose and stand together.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

from lxml import html

from newsieve.cleaning import Block, size
from newsieve.extraction.markup import plain_paragraphs
from newsieve.extraction.prose import is_prose

LARGEST = 5_000_000  # characters of a script that is looked into
MOST = 200_000  # values looked at
LEVELS = 3  # lists and objects around a text that may hold its neighbours
MUCH = 0.6  # of the prose of the largest group: a narrower one with so much is the story
PARAGRAPHS = 3  # fewer are no story
ASSIGNED = re.compile(r"\s*(?:window|self|globalThis)\s*(?:\.\s*\w+|\[\s*[\"']\w+[\"']\s*\])\s*=\s*(?=[{\[])")

Text = tuple[tuple[int, ...], str]  # the numbers of the lists and objects around it, the nearest first; the text


def hydrated(scripts: Sequence[html.HtmlElement]) -> tuple[str, ...]:
    """The paragraphs of the largest story in the data of some scripts; none where there is nothing like one."""
    best: tuple[int, tuple[str, ...]] = (0, ())
    for script in scripts:
        text = script.text or ""
        if _holds_data((script.get("type") or "").lower(), script.get("id") or "", text):
            best = max(best, _story(_load(text)), key=lambda found: found[0])
    return best[1]


def _holds_data(kind: str, name: str, text: str) -> bool:
    """Whether a script holds data and no program."""
    if not text or "ld+json" in kind:
        return False
    return "json" in kind or name.startswith("__") or (not kind and ASSIGNED.match(text[:200]) is not None)


def _load(text: str) -> Any:
    if len(text) > LARGEST:
        return None
    begin = match.end() if (match := ASSIGNED.match(text)) else len(text) - len(text.lstrip())
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, begin)[0]
    except (ValueError, RecursionError):
        return None


def _story(data: Any) -> tuple[int, tuple[str, ...]]:
    """How much prose the narrowest group of texts holds that has most of all there is, and its paragraphs."""
    groups: dict[int, list[str]] = defaultdict(list)
    for around, text in _texts(data):
        paragraphs = [p for p in plain_paragraphs(text) if is_prose(Block(p))]
        for number in around[: 1 if len(paragraphs) >= PARAGRAPHS else LEVELS]:
            groups[number] += paragraphs
    told = [tuple(dict.fromkeys(paragraphs)) for paragraphs in groups.values()]
    stories = [(sum(map(size, story)), story) for story in told if len(story) >= PARAGRAPHS]
    largest = max((length for length, _ in stories), default=0)
    return min((found for found in stories if found[0] >= MUCH * largest), default=(0, ()))


def _texts(data: Any) -> Iterator[Text]:
    """Every text in the data's order."""
    stack: list[tuple[tuple[int, ...], Any]] = [((), data)]
    seen = 0
    while stack and seen < MOST:
        around, value = stack.pop()
        seen += 1
        if isinstance(value, str):
            if " " in value:
                yield around, value
        elif isinstance(value, dict | list):
            inner = (seen, *around[: LEVELS - 1])
            stack += [(inner, v) for v in reversed(list(value.values() if isinstance(value, dict) else value))]
