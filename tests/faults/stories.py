"""Made-up stories, no two of which are alike."""

from __future__ import annotations

import html
import random

WORDS = (
    "harbour mill bridge council ferry orchard tramway bakery lantern reservoir schoolhouse parish quarry meadow "
    "watchmaker lighthouse granary vineyard postmaster carpenter ropewalk foundry chapel brewery towpath weir"
)
VERBS = "repaired inspected painted counted measured rebuilt examined surveyed emptied reopened"
PARAGRAPHS = 8


def sentences(name: str, number: int) -> list[str]:
    """The paragraphs of one story."""
    dice = random.Random(f"{name} {number}")

    def sentence() -> str:
        a, b, c = dice.sample(WORDS.split(), 3)
        return (
            f"The {a} near the old {b} was {dice.choice(VERBS.split())} on the {dice.randint(4, 19)}th by "
            f"{dice.randint(3, 90)} volunteers, who found the {c} in better order than the report of "
            f"{dice.randint(1950, 2020)} had said."
        )

    return [" ".join(sentence() for _ in range(2)) for _ in range(PARAGRAPHS)]


def page(name: str, number: int, *, title: str | None = None, head: str = "") -> str:
    """The page of one story."""
    headline = html.escape(title or f"{name.capitalize()}: report {number} from the valley")
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences(name, number))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{headline}</title>{head}</head>'
        f"<body><article><h1>{headline}</h1>{body}</article></body></html>"
    )


def feed(links: list[str], head: str = "", title: str = "") -> str:
    """An RSS feed of these links."""
    items = "".join(
        f"<item><title>{title or f'Report {i}'}</title><link>{html.escape(link)}</link></item>"
        for i, link in enumerate(links)
    )
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>A feed</title>{items}</channel></rss>'


def home(links: list[str]) -> str:
    """A page of links."""
    items = "".join(
        f'<li><a href="{html.escape(link)}">A report of some length on number {i}</a></li>'
        for i, link in enumerate(links)
    )
    return f"<!doctype html><html><head><title>Home</title></head><body><ul>{items}</ul></body></html>"
