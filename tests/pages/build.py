"""Writes the saved pages and what must come out of them: `python -m tests.pages.build`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.pages.layouts import LAYOUTS
from tests.pages.more_layouts import MORE
from tests.pages.told import Told, stories

HERE = Path(__file__).parent
# Which layouts the other languages are saved in; the English story is saved in all.
CHOSEN = {
    "harbour": ("semantic", "plain", "soup"),
    "vineyard": ("pictured", "linked", "classes"),
    "train": ("plain", "spans", "linked"),
    "lake": ("semantic", "classes", "linked"),
    "glacier": ("semantic", "classes", "spans", "linked"),
}
ALL = {**LAYOUTS, **MORE}
PUBLISHED = {"linked": "{day}T08:30:00+02:00", "spans": ""}  # the layout of spans shows no date
# Pages saved in another charset than they declare (UTF-8), or that declare none.
CHARSETS = {"harbour-soup": "cp1252", "lake-semantic": "cp932", "train-plain": "utf-16"}


@dataclass(frozen=True, slots=True)
class Saved:
    """One page as it is saved, with its truth."""

    name: str
    body: bytes
    expected: str


def saved_pages() -> Iterator[Saved]:
    """Every page, in order of the names."""
    told = stories()
    wanted = [("bridge", layout) for layout in ALL]
    wanted += [(story, layout) for story, layouts in CHOSEN.items() for layout in (*layouts, *MORE)]
    for story, layout in wanted:
        name = f"{story}-{layout}"
        html = ALL[layout](told[story])
        charset = CHARSETS.get(name, "utf-8")
        if charset == "cp932":
            html = html.replace('<meta charset="utf-8">', "")
        yield Saved(name, html.encode(charset, "xmlcharrefreplace"), _expected(told[story], layout))


def _expected(told: Told, layout: str) -> str:
    paragraphs = [*told.paragraphs] if layout == "linked" else [*told.paragraphs, told.contributors]
    truth = {
        "title": told.headline,
        "language": told.language,
        "authors": told.authors,
        "published": PUBLISHED.get(layout, "{day}").format(day=told.day) or None,
        "paywalled": True if layout == "linked" else None,
        "paragraphs": paragraphs,
    }
    return json.dumps(truth, ensure_ascii=False, indent=2) + "\n"


def main() -> None:
    """Write every page into its folder."""
    for page in saved_pages():
        folder = HERE / page.name
        folder.mkdir(exist_ok=True)
        (folder / "page.html").write_bytes(page.body)
        (folder / "expected.json").write_text(page.expected, "utf-8")


if __name__ == "__main__":
    main()
