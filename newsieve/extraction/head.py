"""What a page says of itself in its head: meta tags, Open Graph, links."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import html


@dataclass(frozen=True, slots=True)
class Head:
    """Meta tags by lower-case name or property, in page order; the links and the title."""

    meta: dict[str, tuple[str, ...]]
    canonical: str | None
    title: str | None
    language: str | None
    base: str | None

    def first(self, *names: str) -> str | None:
        """The first of the named tags that says anything."""
        return next((values[0] for name in names if (values := self.meta.get(name))), None)

    def all(self, *names: str) -> tuple[str, ...]:
        """Every value of the named tags."""
        return tuple(value for name in names for value in self.meta.get(name, ()))


def read_head(tree: html.HtmlElement) -> Head:
    """The head of a page; its tags are found wherever they stand."""
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv")
        content = " ".join((element.get("content") or "").split())
        if name and content:
            meta.setdefault(name.strip().lower(), []).append(content)
    canonical = next(
        (e.get("href") for e in tree.iter("link") if "canonical" in (e.get("rel") or "").lower().split()), None
    )
    title = next((" ".join(e.text_content().split()) for e in tree.iter("title") if _in_head(e)), None)
    base = next((e.get("href") for e in tree.iter("base")), None)
    return Head(
        {k: tuple(v) for k, v in meta.items()}, canonical, title or None, tree.get("lang") or tree.get("xml:lang"), base
    )


def _in_head(element: html.HtmlElement) -> bool:
    parent = element.getparent()
    return parent is None or parent.tag != "svg"
