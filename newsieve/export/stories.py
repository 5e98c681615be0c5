"""A story with its articles, as `export --what stories` tells it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from newsieve.dates import minutes_later
from newsieve.record import RELATION_OR_NULL, SHARE_OR_NULL, TEXT, TEXT_OR_NULL, Field, share, sound, table

if TYPE_CHECKING:
    from newsieve.store import Member, Story

Json = dict[str, Any]

MINUTES_OR_NULL: Json = {"type": ["integer", "null"]}
FIRST = table({"id": TEXT, "site": TEXT, "url": TEXT, "published": TEXT_OR_NULL})
MEMBER = table(
    {
        "id": TEXT,
        "site": TEXT,
        "url": TEXT,
        "title": TEXT_OR_NULL,
        "published": TEXT_OR_NULL,
        "delay_minutes": MINUTES_OR_NULL,
        "relation": RELATION_OR_NULL,
        "similarity": SHARE_OR_NULL,
        "containment": SHARE_OR_NULL,
    }
)

STORY_FIELDS = (
    Field("cluster", TEXT, "The id of the story's canonical article."),
    Field("title", TEXT_OR_NULL, "The canonical article's headline."),
    Field("sites", {"type": "integer", "minimum": 0}, "How many sites ran it."),
    Field("first", {**FIRST, "type": ["object", "null"]}, "The article that was published first."),
    Field(
        "members",
        {"type": "array", "items": MEMBER},
        "All its articles in order of publication, undated ones last; minutes count from the first and are null where "
        "a date is missing or tells no time; relation, similarity and containment are to the canonical article. "
        "Empty for a story that is part of another since.",
    ),
)


def story_record(story: Story) -> Json:
    """The record of a story; without members it says that there is no such story any more."""
    first = story.members[0] if story.members else None
    return {
        "cluster": story.cluster,
        "title": None if story.title is None else sound(story.title),
        "sites": story.sites,
        "first": None if first is None else {name: getattr(first, name) for name in FIRST["properties"]},
        "members": [_member(member, first.published) for member in story.members] if first else [],
    }


def _member(member: Member, first: str | None) -> Json:
    return {
        "id": member.id,
        "site": member.site,
        "url": member.url,
        "title": member.title,
        "published": member.published,
        "delay_minutes": minutes_later(first, member.published),
        "relation": None if member.relation is None else str(member.relation),
        "similarity": share(member.similarity),
        "containment": share(member.containment),
    }
