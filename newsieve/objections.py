"""What a publisher objects to, in a page's headers, in its head and in a host's tdmrep.json.

`noarchive` asks that the page be not kept. The rest reserves text and data mining: `tdm-reservation` and
`/.well-known/tdmrep.json` (TDMRep, a report of a W3C community group), and the directive `noai`. What stands nearer to
the text wins: the page's head over its headers, and those over the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from newsieve.article import DropReason

NOARCHIVE, NOAI, RESERVATION = "noarchive", "noai", "tdm-reservation"
ROBOTS_NAMES = ("robots",)  # and the crawler's own name
LOOKED_AT = 256 * 1024  # bytes of a page, in which its head is
_MAY_OBJECT = re.compile(rb"noarchive|noai|tdm-reservation", re.I)
_META = re.compile(r"<meta\s[^<>]{1,4000}>", re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|template|noscript)\b.*?(?:</\1|\Z)", re.I | re.S)
_ATTRIBUTE = re.compile(r"""([\w:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_NAMED = re.compile(r"\s*([\w-]+)\s*:(.*)", re.S)
_VALUED = frozenset({"unavailable_after", "max-snippet", "max-image-preview", "max-video-preview"})


@dataclass(frozen=True, slots=True)
class Objection:
    """What a publisher objects to: NOARCHIVE or TDM_RESERVED, and where it says so."""

    reason: DropReason
    where: str


def objections(headers: Mapping[str, str], body: bytes, agent: str) -> tuple[Objection, ...]:
    """What a page objects to, for a crawler that robots.txt calls `agent`; header names in lower case."""
    found = dict[DropReason, str]()
    reserved = _reserves(headers.get(RESERVATION, ""))
    where = f"header {RESERVATION}"
    directives = [("header X-Robots-Tag", name) for name in _header_directives(headers.get("x-robots-tag", ""), agent)]
    if _MAY_OBJECT.search(body, 0, LOOKED_AT):
        for name, content in _metas(body):
            if name == RESERVATION and (told := _reserves(content)) is not None:
                reserved, where = told, f"meta {RESERVATION}"
            elif name in (*ROBOTS_NAMES, agent.lower()):
                directives += [(f"meta {name}", directive) for directive in _split(content)]
    if reserved:
        found[DropReason.TDM_RESERVED] = where
    for place, directive in directives:
        if directive == NOARCHIVE:
            found.setdefault(DropReason.NOARCHIVE, f"{place}: {NOARCHIVE}")
        elif directive == NOAI:
            found.setdefault(DropReason.TDM_RESERVED, f"{place}: {NOAI}")
    return tuple(Objection(*one) for one in found.items())


@dataclass(frozen=True, slots=True)
class Reservations:
    """The rules of a host's tdmrep.json: a pattern of paths, and whether it is reserved; the first match counts."""

    rules: tuple[tuple[re.Pattern[str], bool], ...] = ()

    def reserve(self, url: str) -> bool:
        """Whether the texts at a URL of the host are reserved."""
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return next((reserved for pattern, reserved in self.rules if pattern.match(unquote(path))), False)


def read_reservations(text: str) -> Reservations:
    """The rules of a tdmrep.json; whatever is none of them is passed over.

    >>> read_reservations('[{"location": "/b/*.html$", "tdm-reservation": 1}]').reserve("https://example.org/b/a.html")
    True
    """
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        return Reservations()
    entries = told if isinstance(told, list) else [told]
    return Reservations(tuple(_rule(entry) for entry in entries[:MOST_RULES] if _is_rule(entry)))


MOST_RULES = 10_000


def _is_rule(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("location"), str)
        and _reserves(str(entry.get(RESERVATION))) is not None
    )


def _rule(entry: Mapping[str, Any]) -> tuple[re.Pattern[str], bool]:
    location = entry["location"].strip()
    location = location if location.startswith(("/", "*")) else f"/{location}"
    end = "$" if location.endswith("$") else ""
    parts = [re.escape(unquote(part)) for part in re.split(r"\*+", location.removesuffix("$"))]
    # Each part is taken where it first comes, as a wildcard needs no second thoughts: no pattern takes long.
    first, *others = parts
    pattern = first + "".join(f"(?>.*?{part})" for part in others[:-1] if part)
    if others:
        pattern += f".*{others[-1]}" if end else f".*?{others[-1]}"
    return re.compile(pattern + (r"\Z" if end else ""), re.S), _reserves(str(entry[RESERVATION])) is True


def _reserves(value: str) -> bool | None:
    """The value of a `tdm-reservation`: None where it says nothing."""
    return {"1": True, "true": True, "0": False, "false": False}.get(value.strip().lower())


def _header_directives(header: str, agent: str) -> Iterator[str]:
    """The directives of X-Robots-Tag, a line for each header, that are for everybody or for this agent."""
    for line in header.splitlines():
        named = _NAMED.fullmatch(line)
        if named and named[1].lower() not in _VALUED and "," not in named[1]:
            if named[1].lower() == agent.lower():
                yield from _split(named[2])
        else:
            yield from _split(line)


def _split(directives: str) -> Iterator[str]:
    return (directive.strip().lower() for directive in directives.split(","))


def _metas(body: bytes) -> Iterator[tuple[str, str]]:
    """Name, in lower case, and content of the meta tags of a page, in whatever encoding."""
    head = body[:LOOKED_AT].decode("latin-1")
    for tag in _META.findall(_COMMENT.sub(" ", head)):
        values = {name.lower(): unescape(a or b or c) for name, a, b, c in _ATTRIBUTE.findall(tag)}
        if "name" in values and "content" in values:
            yield values["name"].strip().lower(), values["content"]
