"""Who watches the crawls: what broke, who is told of it, and figures for a monitoring system."""

from newsieve.watch.alerting import after_run, before_run, between_runs, tell_unnoted
from newsieve.watch.judging import judge
from newsieve.watch.kinds import Finding, Kind
from newsieve.watch.metrics import metrics
from newsieve.watch.ways import Way, ways_of

__all__ = [
    "Finding",
    "Kind",
    "Way",
    "after_run",
    "before_run",
    "between_runs",
    "judge",
    "metrics",
    "tell_unnoted",
    "ways_of",
]
