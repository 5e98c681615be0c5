"""What can be wrong with a source, or with the crawls themselves."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is wrong. The values stand in alerts and in the store, and stay as they are."""

    # a source
    NO_NEWS = "no_news"  # quiet for much longer than it ever is
    FAILING = "failing"  # nothing of it can be had, or some of its pages of links or stories cannot any more
    REFUSED = "refused"  # it answers 401, 403, 429 or 451
    ROBOTS = "robots"  # its robots.txt forbids what it used to allow
    NO_TEXT = "no_text"  # its pages give no story any more
    SHORT_TEXT = "short_text"  # its stories are much shorter than they were
    NO_TITLES = "no_titles"
    NO_DATES = "no_dates"
    NO_AUTHORS = "no_authors"
    TEMPLATE = "template"  # its pages are built otherwise
    # the crawls
    RUN_DIED = "run_died"  # a run ended without a word
    RUN_FAILED = "run_failed"  # an error ended a run before its time
    DISK_FULL = "disk_full"
    NOTHING = "nothing"  # of no source could anything be had


@dataclass(frozen=True, slots=True)
class Finding:
    """Something is wrong: what, one line for a person, and the first run that shows it with when that began.

    `at` is in seconds since 1970.
    """

    kind: Kind
    detail: str
    run: int
    at: float
