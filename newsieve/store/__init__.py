"""The store: articles, pages, paragraph counts, signatures and clusters in one database."""

from newsieve.store.database import database_url
from newsieve.store.runs import Run
from newsieve.store.selection import Selection
from newsieve.store.settle import Settled
from newsieve.store.snapshot import Snapshot
from newsieve.store.store import Saved, Store
from newsieve.store.stories import Copy, Member, StoreCounts, Story
from newsieve.store.writer import Writer

__all__ = [
    "Copy",
    "Member",
    "Run",
    "Saved",
    "Selection",
    "Settled",
    "Snapshot",
    "Store",
    "StoreCounts",
    "Story",
    "Writer",
    "database_url",
]
