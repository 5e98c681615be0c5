"""Where a republished story comes from: the outlet or agency that the page names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from newsieve.cleaning import Block, fold
from newsieve.extraction.metadata import Metadata

DATELINE = re.compile(r"^[^.!?]{0,60}?\(([^()]{2,40})\)\s*[-–—:]")
NAMED = re.compile(
    r"^\W*(?:(?:the website|on|in|by|at|auf|bei|in der|par|sur|en|por)\s+)?([^\W\d_][^.,;:!?()\n]{1,60})",
    re.IGNORECASE,
)
LONGEST_NOTE = 300


def original_source(metadata: Metadata, blocks: Sequence[Block], kept: Sequence[Block]) -> str | None:
    """The origin by a note ("first appeared on …"), an agency in dateline or byline, or a canonical link elsewhere."""
    return _by_note(metadata, blocks) or _by_agency(metadata, kept) or _by_link(metadata)


def _by_note(metadata: Metadata, blocks: Sequence[Block]) -> str | None:
    words = metadata.words
    for block in blocks:
        if len(block.text) <= LONGEST_NOTE and words.holds("origin", block.text):
            match = NAMED.match(words.after("origin", block.text) or "")
            if match and fold(match.group(1)) not in metadata.site_names:
                return match.group(1).strip()
    return None


def _by_agency(metadata: Metadata, kept: Sequence[Block]) -> str | None:
    words = metadata.words
    listed = [name for name in metadata.linked.names("author") if words.is_one("agencies", name)]
    listed += [name for name in metadata.head.all("author") if words.is_one("agencies", name)]
    dateline = DATELINE.match(kept[0].text) if kept else None
    if dateline and words.is_one("agencies", dateline.group(1)):
        listed.append(dateline.group(1).strip())
    return next((name for name in listed if fold(name) not in metadata.site_names), None)


def _by_link(metadata: Metadata) -> str | None:
    host = urlsplit(metadata.original_url).hostname if metadata.original_url else None
    return host.removeprefix("www.") if host else None
