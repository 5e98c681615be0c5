"""What a call of the command line came to, and made-up pages to call it on."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Called:
    code: int
    out: str
    err: str

    @property
    def records(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Call = Callable[..., Called]


def story(number: int, sentences: int = 6) -> str:
    """A made-up story of its own words."""
    names = ["Port Ember", "Low Quay", "Mill Lane", "Oda Brill", "Tam Reeve", "the old lock", "Ash Hill", "Kestrel Bay"]
    lines = []
    for i in range(sentences):
        a, b = names[(number + i) % 8], names[(number * 3 + i + 1) % 8]
        lines.append(
            f"In the case of {number * 31 + i} the people of {a} told the council in week {number + i} that "
            f"{b} would need {number * 7 + i * 3} new beams before the winter, according to report {number}-{i}."
        )
    return " ".join(lines)


def html_page(title: str, text: str, head: str = "") -> str:
    paragraphs = "".join(f"<p>{line.strip()}.</p>" for line in text.split(". "))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
        f"<body><article><h1>{title}</h1>{paragraphs}</article></body></html>"
    )
