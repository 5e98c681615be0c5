"""What can be exported: the kinds of records, each with its fields and its JSON Schema."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from newsieve.export.copies import COPY_FIELDS
from newsieve.export.stories import STORY_FIELDS
from newsieve.record import DRAFT, FIELDS, SCHEMA, Field, table


@dataclass(frozen=True, slots=True)
class Table:
    """A kind of record; `one` is what one of them is called."""

    one: str
    fields: tuple[Field, ...]
    schema: dict[str, Any]


def _schema(title: str, description: str, fields: tuple[Field, ...]) -> dict[str, Any]:
    told = {field.name: {"description": field.meaning, **field.schema} for field in fields}
    return {"$schema": DRAFT, "title": title, "description": description, **table(told)}


TABLES = {
    "articles": Table("article", FIELDS, SCHEMA),
    "stories": Table("story", STORY_FIELDS, _schema("newsieve story", "A story with its articles.", STORY_FIELDS)),
    "copies": Table("copy", COPY_FIELDS, _schema("newsieve copy", "A copy and what it copies.", COPY_FIELDS)),
}
