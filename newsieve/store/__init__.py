"""The store: articles, pages, paragraph counts, signatures and clusters in one database."""

from newsieve.store.check import Finding, Report
from newsieve.store.health import Health
from newsieve.store.keeper import Keeper
from newsieve.store.lookup import Refused, Related, Standing
from newsieve.store.migrate import Migrated
from newsieve.store.naming import database_url, shown
from newsieve.store.prune import Old, Pruned
from newsieve.store.runs import HandOver, Run
from newsieve.store.saving import Saved
from newsieve.store.selection import Selection
from newsieve.store.settle import Settled
from newsieve.store.snapshot import Snapshot
from newsieve.store.store import Store
from newsieve.store.stories import Copy, Member, StoreCounts, Story
from newsieve.store.turn import Asked, Lease, Taken, Turn, Want
from newsieve.store.validators import Validators
from newsieve.store.writer import Writer

__all__ = [
    "Asked",
    "Copy",
    "Finding",
    "HandOver",
    "Health",
    "Keeper",
    "Lease",
    "Member",
    "Migrated",
    "Old",
    "Pruned",
    "Refused",
    "Related",
    "Report",
    "Run",
    "Saved",
    "Selection",
    "Settled",
    "Snapshot",
    "Standing",
    "Store",
    "StoreCounts",
    "Story",
    "Taken",
    "Turn",
    "Validators",
    "Want",
    "Writer",
    "database_url",
    "shown",
]
