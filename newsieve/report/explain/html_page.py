"""An explanation as a page: kept blocks with a green edge, dropped ones grey with a coloured label per reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from newsieve.report.explain.markup import Markup, document, element, link
from newsieve.report.explain.model import Explanation, Kind, Part, Telling, number

FOLDED = 6  # blocks outside the story in a row; more are folded away
MEASURES = "Each outlet with its delay, and how this article relates to it: similarity / containment"
SHARES = 0.4  # percent of the page's text below which a share of the bar is not drawn


def page(told: Explanation) -> str:
    """The whole page."""
    return document(f"{told.title} · newsieve explain", *_parts(told))


def _parts(told: Explanation) -> Iterator[Markup]:
    yield head(told.target, told.title, told.verdict)
    yield facts(told.facts)
    yield _legend(told)
    yield element("section", _blocks(told.parts), class_="blocks")
    if told.aside:
        yield element("h2", "Removed by the rules")
        yield element("section", _blocks(told.aside), class_="blocks")
    if told.standing:
        yield element("h2", "Duplicates")
        yield element("p", told.standing, class_="standing")
    if len(told.story) > 1:
        yield element("p", element("small", MEASURES), class_="measures")
        yield _tellings(told.story)
    if told.related:
        yield element("h2", "Compared, and of other stories")
        yield _tellings(told.related)


def head(target: str, title: str, verdict: str) -> Markup:
    """What the page is about."""
    return element(
        "header",
        element("p", element("b", "newsieve explain"), " ", element("span", target), class_="target"),
        element("h1", title, dir="auto"),
        element("p", verdict, class_="verdict"),
    )


def facts(told: Iterable[tuple[str, str]]) -> Markup:
    """The metadata, each with its name."""
    return element("dl", [_fact(name, value) for name, value in told], class_="facts")


def _fact(name: str, value: str) -> Markup:
    shown = link(value) if name.endswith("url") else element("span", value, dir="auto")
    return element("div", element("dt", name), element("dd", shown), class_="wide" if name.endswith("url") else "")


def _legend(told: Explanation) -> Markup:
    """A bar of the shares of the text, and a chip with a count for each label."""
    chips = [element("li", element("b", f"{told.kept_parts:,}"), " ", told.kept, class_="kept")]
    chips += [
        element("li", element("b", f"{count:,}"), " ", label, class_=_class(label))
        for label, count in told.counts.items()
    ]
    return element("section", _bar(told), element("ul", chips), class_="legend")


def _bar(told: Explanation) -> Markup:
    parts = [*told.parts, *told.aside]
    whole = sum(len(part.text) for part in parts) or 1
    runs = groupby(parts, key=lambda part: part.label)
    shares = ((label, 100 * sum(len(part.text) for part in run) / whole) for label, run in runs)
    return element(
        "div",
        [
            element("i", class_=_class(label), style=f"flex-grow:{share:.2f}", title=label or "kept")
            for label, share in shares
            if share >= SHARES
        ],
        class_="bar",
        aria_hidden="true",
    )


def _class(label: str) -> str:
    return label.replace(" ", "-") or "kept"


def _blocks(parts: Iterable[Part]) -> list[Markup]:
    """The blocks in order; long runs outside the story can be unfolded."""
    found = []
    for (kind, label), run in groupby(parts, key=lambda part: (part.kind, part.label)):
        blocks = list(map(_block, members := list(run)))
        if kind is Kind.OUTSIDE and len(members) > FOLDED:
            summary = element("summary", f"{number(len(members), 'block')} {label}")
            blocks = [element("details", summary, blocks)]
        found += blocks
    return found


def _block(part: Part) -> Markup:
    label = element("span", part.label, class_="chip") if part.label else Markup()
    note = element("small", part.note) if part.note else Markup()
    margin = element("div", label, note, class_="margin")
    body = element("p", part.text, dir="auto")
    return element("div", margin, body, class_=f"block {part.kind} {_class(part.label)}")


def _tellings(story: Iterable[Telling]) -> Markup:
    return element("ol", map(_telling, story), class_="story")


def _telling(one: Telling) -> Markup:
    marks = [element("em", mark) for mark in one.marks]
    line = element("p", element("b", one.site), " ", one.when, " ", marks, class_="who")
    relation = element("p", one.relation, class_="relation") if one.relation else Markup()
    body = element("div", line, element("p", one.title, dir="auto"), element("p", link(one.url), class_="where"))
    return element("li", element("span", one.later, class_="later"), body, relation)
