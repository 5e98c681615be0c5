"""The store: articles, pages, paragraph counts, signatures and clusters in one database."""

from newsieve.store.alerts import Told, Trouble
from newsieve.store.health import Health
from newsieve.store.logbook import Logbook
from newsieve.store.lookup import Refused, Related, Standing
from newsieve.store.naming import database_url, shown
from newsieve.store.runs import HandOver, Outcome, Run
from newsieve.store.saving import Saved
from newsieve.store.selection import Selection
from newsieve.store.settle import Settled
from newsieve.store.snapshot import Snapshot
from newsieve.store.source_runs import Past, Seen, SourceRun, Totals
from newsieve.store.store import Store
from newsieve.store.stories import Copy, Member, StoreCounts, Story
from newsieve.store.turn import Asked, Lease, Taken, Turn, Want
from newsieve.store.validators import Validators
from newsieve.store.writer import Writer

__all__ = [
    "Asked",
    "Copy",
    "HandOver",
    "Health",
    "Lease",
    "Logbook",
    "Member",
    "Outcome",
    "Past",
    "Refused",
    "Related",
    "Run",
    "Saved",
    "Seen",
    "Selection",
    "Settled",
    "Snapshot",
    "SourceRun",
    "Standing",
    "Store",
    "StoreCounts",
    "Story",
    "Taken",
    "Told",
    "Totals",
    "Trouble",
    "Turn",
    "Validators",
    "Want",
    "Writer",
    "database_url",
    "shown",
]
