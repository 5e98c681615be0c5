"""Two texts side by side as a page: what they share is plain, what one has alone is marked."""

from __future__ import annotations

from collections.abc import Iterator

from newsieve.dedup import Difference, Filled, Hold, Passage
from newsieve.report.explain.html_page import facts, head
from newsieve.report.explain.markup import Markup, document, element
from newsieve.report.explain.model import number
from newsieve.report.explain.pair import Marked, Pair, Side

TAGS = {Hold.SHARED: "span", Hold.SILENT: "s", Hold.OWN: "mark"}


def pair_page(pair: Pair) -> str:
    """The whole page."""
    return document(f"{pair.left.target} and {pair.right.target} · newsieve explain", *_parts(pair))


def _parts(pair: Pair) -> Iterator[Markup]:
    yield head(f"{pair.left.target} beside {pair.right.target}", _title(pair), pair.together)
    yield _measures(pair)
    if pair.contrast.why_not:
        yield element("ul", [element("li", reason) for reason in pair.contrast.why_not], class_="why")
    for kind, filled in pair.contradictions:
        yield _differences(kind, filled)
    yield _legend(pair)
    heads = element("div", _side(pair.left), _side(pair.right), class_="row heads")
    rows = [element("div", _cell(left), _cell(right), class_="row") for left, right in pair.rows]
    yield element("section", heads, rows, class_="pair")


def _title(pair: Pair) -> str:
    return pair.verdict[:1].upper() + pair.verdict[1:]


def _measures(pair: Pair) -> Markup:
    told = pair.contrast
    meters = [
        _meter("similarity", told.similarity, "of all shingles of both texts are in both"),
        _meter("containment", told.containment, "of the smaller text's shingles are in the larger one"),
    ]
    return element("section", meters, class_="meters match" if told.match else "meters")


def _meter(name: str, share: float, meaning: str) -> Markup:
    bar = element("div", element("i", style=f"width:{100 * share:.1f}%"), class_="meter")
    return element("div", element("b", f"{share:.2f}"), " ", name, bar, element("small", f"{share:.0%} {meaning}"))


def _differences(kind: str, filled: Filled) -> Markup:
    summary = f"{kind}: {filled.alike} of {filled.shared} shared places are filled alike"
    head_row = element("tr", element("th", "place"), element("th", "left"), element("th", "right"))
    rows = [head_row, *map(_difference, filled.differences)]
    folded = element("summary", f"{summary}; {number(len(filled.differences), 'difference')}")
    attributes = {"open": "open"} if filled.contradict else {}
    return element("details", folded, element("table", rows), class_="facts-differ", **attributes)


def _difference(one: Difference) -> Markup:
    mine, other = (element("td", element("mark", ", ".join(words))) for words in (one.mine, one.other))
    return element("tr", element("td", one.where, dir="auto"), mine, other)


def _legend(pair: Pair) -> Markup:
    chips = [element("span", "shared"), element("mark", "one side alone")]
    if pair.has_silent:
        chips.append(element("s", "shared with so many stories that it does not count"))
    return element("p", chips, class_="pair-legend")


def _side(side: Side) -> Markup:
    return element("div", element("h2", side.article.title or side.target, dir="auto"), facts(side.facts))


def _cell(paragraph: Marked | None) -> Markup:
    if paragraph is None:
        return element("p", class_="none")
    return element("p", [piece for passage in paragraph for piece in _passage(passage)], dir="auto")


def _passage(passage: Passage) -> tuple[Markup, Markup]:
    """The passage, and the blanks after it unmarked."""
    body = passage.text.rstrip()
    return element(TAGS[passage.hold], body), element("span", passage.text[len(body) :])
