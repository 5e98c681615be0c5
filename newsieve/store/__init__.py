"""The store: articles, pages, paragraph counts, signatures and clusters in one database."""

from newsieve.store.alerts import Told, Trouble
from newsieve.store.check import Finding, Report
from newsieve.store.checks import Check
from newsieve.store.health import Health
from newsieve.store.history import History
from newsieve.store.keeper import Keeper
from newsieve.store.logbook import Logbook
from newsieve.store.looks import Look
from newsieve.store.lookup import Refused, Related, Standing
from newsieve.store.migrate import Migrated
from newsieve.store.naming import database_url, from_anywhere, shown
from newsieve.store.places import KnownPlace, NewsPlace, PlaceKind, Visit
from newsieve.store.prune import Old, Pruned
from newsieve.store.runs import Ending, HandOver, Run
from newsieve.store.saving import Outcome, Saved
from newsieve.store.selection import Selection
from newsieve.store.settle import Settled
from newsieve.store.snapshot import Snapshot
from newsieve.store.source_runs import Past, Seen, SourceRun, Totals
from newsieve.store.sources import Outlook, TakenSource
from newsieve.store.store import Store
from newsieve.store.stored import StoredCounts
from newsieve.store.stories import Copy, Member, StoreCounts, Story
from newsieve.store.turn import Asked, Lease, Taken, Turn, Want
from newsieve.store.validators import Validators
from newsieve.store.versions import Version
from newsieve.store.well_known import WellKnown
from newsieve.store.writer import Writer

__all__ = [
    "Asked",
    "Check",
    "Copy",
    "Ending",
    "Finding",
    "HandOver",
    "Health",
    "History",
    "Keeper",
    "KnownPlace",
    "Lease",
    "Logbook",
    "Look",
    "Member",
    "Migrated",
    "NewsPlace",
    "Old",
    "Outcome",
    "Outlook",
    "Past",
    "PlaceKind",
    "Pruned",
    "Refused",
    "Related",
    "Report",
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
    "StoredCounts",
    "Story",
    "Taken",
    "TakenSource",
    "Told",
    "Totals",
    "Trouble",
    "Turn",
    "Validators",
    "Version",
    "Visit",
    "Want",
    "WellKnown",
    "Writer",
    "database_url",
    "from_anywhere",
    "shown",
]
