"""What a page says of itself in JSON-LD, however broken."""

from __future__ import annotations

import html as entities
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import html

Node = dict[str, Any]  # JSON as others wrote it: any key, any value

LIMIT = 5_000  # nodes read on one page
# What holds other things than the story itself.
ASIDE = frozenset({
    "author", "publisher", "comment", "itemListElement", "mentions", "about", "review", "breadcrumb", "hasPart",
    "video", "image", "sponsor", "isBasedOn", "relatedLink", "citation", "liveBlogUpdate",
})  # fmt: skip
STORY_TYPES = ("Article", "BlogPosting", "Report", "Review", "LiveBlogPosting", "NewsArticle", "SocialMediaPosting")
ORGANISATIONS = frozenset({"Organization", "NewsMediaOrganization", "Corporation"})
LIST_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage"})
TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
OPENING = re.compile(r"(?://\s*)?(?:<!--|/\*\s*)?\s*(?:<!\[CDATA\[)?\s*(?:\*/)?")
CLOSING = (";", "*/", "-->", "]]>", "/*", "//")
SALVAGE = re.compile(
    r'"(headline|datePublished|dateModified|dateCreated|articleSection|inLanguage|isAccessibleForFree)"\s*:\s*("(?:[^"\\\n]|\\.){1,500}"|true|false)'
)
SALVAGE_AUTHOR = re.compile(r'"author"\s*:\s*\[?\s*\{[^{}]{0,300}?"name"\s*:\s*"((?:[^"\\\n]|\\.){1,100})"')


@dataclass(frozen=True, slots=True)
class Linked:
    """The story's own node, and the types of all nodes on the page."""

    story: Node
    types: frozenset[str]
    paywalled: bool | None

    def text(self, *keys: str) -> str | None:
        """The first of the keys that holds a text."""
        for key in keys:
            for value in as_list(self.story.get(key)):
                if found := plain(value):
                    return found
        return None

    def names(self, key: str) -> tuple[str, ...]:
        """The names of the people or organisations under a key."""
        found = []
        for value in as_list(self.story.get(key)):
            name = plain(value.get("name")) if isinstance(value, dict) else plain(value)
            if name is None and isinstance(value, dict):
                name = next(iter(filter(None, map(plain, as_list(value.get("name"))))), None)
            if name:
                found.append(name)
        return tuple(found)

    def people(self, key: str) -> tuple[str, ...]:
        """The names under a key that are not said to be organisations'."""
        values = [v for v in as_list(self.story.get(key)) if not (isinstance(v, dict) and types_of(v) & ORGANISATIONS)]
        return Linked({key: values}, self.types, None).names(key)

    def nodes(self, key: str) -> list[Node]:
        """The nodes under a key."""
        return [value for value in as_list(self.story.get(key)) if isinstance(value, dict)]


def read_jsonld(tree: html.HtmlElement, title: str | None = None) -> Linked:
    """The JSON-LD of a page; where it tells of several stories, the one with this title or the first."""
    nodes = list(_nodes(tree))
    stories = [node for node in nodes if _is_story(node)]
    wanted = (title or "").casefold()
    named = [n for n in stories if wanted and (plain(n.get("headline")) or "\0").casefold()[:40] in wanted]
    full = [n for n in stories if n.get("datePublished") or n.get("author")]
    story = next(iter(named or full or stories), {})
    if not story:
        story = next(
            (n for n in nodes if n.get("datePublished") and types_of(n) & {"WebPage", "NewsMediaOrganization"}), {}
        )
    parts = [part for part in as_list(story.get("hasPart")) if isinstance(part, dict)]
    free = [flag for n in (story, *parts) if (flag := _flag(n.get("isAccessibleForFree"))) is not None]
    types = frozenset(t for n in nodes for t in types_of(n))
    return Linked(_with_references(story, nodes), types, None if not free else not all(free))


def _is_story(node: Node) -> bool:
    return any(t.endswith(STORY_TYPES) for t in types_of(node))


def types_of(node: Node) -> frozenset[str]:
    """The types of a node, without their vocabulary's address."""
    return frozenset(str(t).rpartition("/")[2] for t in as_list(node.get("@type")))


def as_list(value: Any) -> list[Any]:
    """A value as JSON-LD means it: one thing or a list of things."""
    return value if isinstance(value, list) else [] if value is None else [value]


def plain(value: Any) -> str | None:
    """A text without entities and surplus space, None for anything else."""
    if not isinstance(value, str):
        return None
    return " ".join(entities.unescape(entities.unescape(value)).split()) or None


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(str(value).lower().rpartition("/")[2])


def _with_references(story: Node, nodes: list[Node]) -> Node:
    """The story with the nodes that it names by @id put in their place."""
    by_id = {n["@id"]: n for n in nodes if isinstance(n.get("@id"), str) and len(n) > 1}
    filled = dict(story)
    for key in ("author", "image", "publisher", "creator"):
        values = [
            by_id.get(v.get("@id", ""), v) if isinstance(v, dict) and "name" not in v else v
            for v in as_list(story.get(key))
        ]
        if values:
            filled[key] = values
    return filled


def _nodes(tree: html.HtmlElement) -> Iterator[Node]:
    """Every node of every block on the page, but what a node holds beside the story."""
    left = LIMIT
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower() or not script.text:
            continue
        stack: list[Any] = [loads(script.text)]
        while stack and left:
            value, left = stack.pop(), left - 1
            if isinstance(value, list):
                stack.extend(reversed(value))
            elif isinstance(value, dict):
                if any(isinstance(v, str | list | bool) for v in value.values()):
                    yield value
                aside = ("author", "publisher", "image")  # may be named by @id elsewhere; never a story
                inner = [v for k, v in value.items() if isinstance(v, dict | list) and (k not in ASIDE or k in aside)]
                stack.extend(reversed(inner))


def loads(text: str) -> Any:
    """JSON as pages write it: comments around it, raw line breaks, trailing commas; what cannot be read is salvaged."""
    for attempt in (
        str,
        _uncommented,
        lambda t: TRAILING_COMMA.sub("", _uncommented(t)),
        entities.unescape,
    ):
        try:
            return json.loads(attempt(text).strip(), strict=False)
        except (ValueError, RecursionError):
            continue
    return _salvage(text)


def _uncommented(text: str) -> str:
    """JSON without the marks of comments and CDATA around it."""
    opening = OPENING.match(text := text.strip())
    text = text[opening.end() :] if opening else text
    while (mark := next((m for m in CLOSING if text.endswith(m)), None)) is not None:
        text = text[: -len(mark)].rstrip()
    return text


def _salvage(text: str) -> Node:
    """The plain fields of a block that is no JSON."""
    found: Node = {}
    for key, value in SALVAGE.findall(text):
        if key not in found:
            found[key] = _unquote(value)
    if authors := SALVAGE_AUTHOR.findall(text):
        found["author"] = [{"name": _unquote(f'"{name}"')} for name in authors]
    return {"@type": "Article", **found} if found else {}


def _unquote(value: str) -> str:
    try:
        return str(json.loads(value, strict=False))
    except ValueError:
        return value.strip('"')
