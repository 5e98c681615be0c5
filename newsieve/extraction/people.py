"""The names of authors, out of what pages put where an author's name belongs."""

from __future__ import annotations

import re

from newsieve.cleaning import Words, fold

BETWEEN = re.compile(r"\s*(?:[;|,•·、・]|\s(?:and|und|et|y|e|og|och|with|AND)\s|&)\s*(?=\S)")
# Not part of a name: the rest of the entry.
AFTER_NAME = re.compile(r"\s*(?:\(.*|\[.*|<.*| [-–—] .*|\|.*|@.*|\bin [A-ZÄÖÜ].*|\bfor (?:the )?[A-Z].*)$")
ADDRESS = re.compile(r"^\s*(?:https?:)?//|^www\.|^/", re.IGNORECASE)
DEGREE = re.compile(r"[A-Z]{2,4}|Ph\.?D\.?|M\.?D\.?|Dr\.?")
NO_NAME = re.compile(
    r"https?:|www\.|@|\d|^(?:admin|editor|staff|n/a|none|null|undefined|unknown|guest|author|sponsored|admin)$",
    re.IGNORECASE,
)
ROLE = re.compile(
    r"\b(?:staff|editor|editors|reporter|correspondent|writer|desk|newsroom|team|redaktion|rédaction|redacción|contributor|"
    r"associate|senior|chief|columnist|producer|journalist|specialist|director|bureau|columnista|autor|autorin)\b",
    re.IGNORECASE,
)  # fmt: skip
LONGEST = 60


def clean_names(entries: tuple[str, ...], words: Words, site_names: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Each person once, in order; addresses, roles and the site's own name fall away.

    `site_names` are folded.

    >>> from newsieve.cleaning import words_for
    >>> clean_names(("By Mara Ilves and Jon Tarr, Staff Writer",), words_for("en"))
    ('Mara Ilves', 'Jon Tarr')
    """
    found: dict[str, str] = {}
    for entry in (e for e in entries if not ADDRESS.search(e)):
        for name in BETWEEN.split(_without_by(entry, words)):
            name = AFTER_NAME.sub("", _without_by(name, words)).strip(" ,:;-–—*\u200b")
            name = name if len(name.rpartition(" ")[2]) <= 4 else name.rstrip(".")
            if name.isupper() and len(name) > 4:
                name = name.title()
            key = fold(name)
            if key and key not in site_names and _is_name(name) and key not in found:
                found[key] = name
    return tuple(found.values())


def _without_by(text: str, words: Words) -> str:
    rest = words.after_start("by", text)
    return (rest if rest is not None and (not rest or not rest[0].isalnum()) else text).strip(" :")


def _is_name(name: str) -> bool:
    return (
        not DEGREE.fullmatch(name)
        and 2 <= len(name) <= LONGEST
        and not NO_NAME.search(name)
        and not ROLE.search(name)
        and len(name.split()) <= 6
    )
