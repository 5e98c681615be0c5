"""Texts as they are compared, remembered for a while: each copy of a story is compared with all the others."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Connection

from newsieve.dedup import Document, Prepared, Suppressed, prepare
from newsieve.store import articles

REMEMBERED = 2_048  # texts, about 10 kB each


@dataclass(frozen=True, slots=True)
class Text:
    """An article's text as it is read, and with only the shingles that have a voice."""

    whole: Prepared
    voiced: Prepared

    @classmethod
    def of(cls, document: Document, suppressed: Suppressed) -> Self:
        """The text of a document, under this table of suppressed shingles."""
        whole = prepare(document)
        return cls(whole, whole.voiced(suppressed))


class Texts:
    """The texts of a store's articles, the latest of them remembered by number and version.

    For write transactions, one after the other: what a transaction that failed has put in must be forgotten.
    """

    def __init__(self, suppressed: Suppressed | None = None) -> None:
        self._known: OrderedDict[int, tuple[int, Text]] = OrderedDict()
        self._suppressed = suppressed or Suppressed()

    def voice(self, suppressed: Suppressed) -> None:
        """From now on these shingles have no voice."""
        if suppressed != self._suppressed:
            self.forget()
            self._suppressed = suppressed

    def forget(self) -> None:
        """Read every text anew."""
        self._known.clear()

    def new(self, document: Document) -> Text:
        """The text of an article that arrives."""
        return Text.of(document, self._suppressed)

    def remember(self, n: int, version: int, text: Text) -> None:
        """Keep the text that an article has in this version."""
        self._known[n] = version, text
        self._known.move_to_end(n)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    def of(self, connection: Connection, numbers: Iterable[int]) -> dict[int, Text]:
        """The texts of these articles, by number."""
        versions = articles.versions_of(connection, numbers)
        found = {n: text for n, version in versions.items() if (text := self._known_as(n, version))}
        for n, document in articles.documents(connection, versions.keys() - found.keys()).items():
            found[n] = self.new(document)
        for n, text in found.items():
            self.remember(n, versions[n], text)
        return found

    def _known_as(self, n: int, version: int) -> Text | None:
        known_version, text = self._known.get(n, (None, None))
        return text if known_version == version else None
