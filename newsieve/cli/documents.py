"""Rows as documents: which column is which, and which id a row goes by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

from newsieve.article import Verdict
from newsieve.cli.rows import Row
from newsieve.cli.shelf import Shelf
from newsieve.dedup import Document
from newsieve.errors import UsageError
from newsieve.record import sound

FIELDS = ("id", "text", "published", "site", "url", "title")

Id = str | int


@dataclass(slots=True)
class Table:
    """The rows of a call; `keys` holds each row's key in the comparison, None for a row without text.

    A row goes by its `id`, else its `url`, else its number. Where that was taken by an earlier row, its number is
    added, so that no two stories' clusters go by one name; the row's own fields stay as they are.
    """

    columns: Mapping[str, str]
    shelf: Shelf
    keys: list[str | None] = field(default_factory=list)
    ids: dict[str, Id] = field(default_factory=dict)
    repeated: list[Id] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Take a row in."""
        self.shelf.add(row.fields)
        self.keys.append(self._key(row.fields) if _text(row.fields, self.columns["text"]) else None)

    def _key(self, fields: Mapping[str, Any]) -> str:
        own = self._own_id(fields)
        key = str(own)
        if key in self.ids:
            self.repeated.append(own)
        while key in self.ids:
            key = f"{key}#{len(self.shelf)}"
        self.ids[key] = own if key == str(own) else key
        return key

    def _own_id(self, fields: Mapping[str, Any]) -> Id:
        own = fields.get(self.columns["id"])
        if isinstance(own, int | str) and own != "":
            return own
        return _text(fields, self.columns["url"]) or len(self.shelf)

    def documents(self) -> Documents:
        """The rows that have text, as documents, each read where it is asked for."""
        return Documents(self.shelf, self.columns, [n for n, key in enumerate(self.keys) if key is not None], self.keys)

    def marked(self, verdicts: Mapping[str, Verdict], unique: bool) -> Iterable[dict[str, Any]]:
        """Every row with its place among the others; with `unique`, the canonical ones alone."""
        for number, key in enumerate(self.keys):
            verdict = verdicts[key] if key is not None else None
            if not unique or (verdict and verdict.cluster == key):
                yield self.shelf[number] | self._standing(verdict)

    def _standing(self, verdict: Verdict | None) -> dict[str, Any]:
        if verdict is None:
            return dict.fromkeys(("cluster", "duplicate_of", "relation", "similarity", "containment"))
        return {
            "cluster": self.ids.get(verdict.cluster, verdict.cluster),
            "duplicate_of": self.ids.get(verdict.duplicate_of, verdict.duplicate_of) if verdict.duplicate_of else None,
            "relation": str(verdict.relation) if verdict.relation else None,
            "similarity": None if verdict.similarity is None else round(verdict.similarity, 4),
            "containment": None if verdict.containment is None else round(verdict.containment, 4),
        }


@dataclass(frozen=True, slots=True)
class Documents(Sequence[Document]):
    """The rows of these numbers as documents."""

    shelf: Shelf
    columns: Mapping[str, str]
    numbers: Sequence[int]
    keys: Sequence[str | None]

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, at: int) -> Document: ...
    @overload
    def __getitem__(self, at: slice) -> Documents: ...
    def __getitem__(self, at: int | slice) -> Document | Documents:
        if isinstance(at, slice):
            return Documents(self.shelf, self.columns, self.numbers[at], self.keys)
        number = self.numbers[at]
        fields, key = self.shelf[number], self.keys[number]
        site, published, url, title = (
            _text(fields, self.columns[name]) for name in ("site", "published", "url", "title")
        )
        return Document(key or "", sound(fields[self.columns["text"]]), site, published, url, title)


def columns(pairs: Iterable[str]) -> dict[str, str]:
    """Which column holds which field, from NAME=COLUMN pairs; raises UsageError.

    >>> columns(["text=body"])["text"]
    'body'
    """
    chosen = {name: name for name in FIELDS}
    for pair in pairs:
        name, equals, column = pair.partition("=")
        if not equals or name not in FIELDS or not column:
            raise UsageError(f"--field {pair}: expected NAME=COLUMN with NAME one of {', '.join(FIELDS)}")
        chosen[name] = column
    return chosen


def _text(fields: Mapping[str, Any], column: str) -> str | None:
    value = fields.get(column)
    return sound(value) if isinstance(value, str) and value.strip() else None
