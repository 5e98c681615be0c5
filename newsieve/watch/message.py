"""An alert as the JSON that a command reads and a webhook is sent."""

from __future__ import annotations

import json
from typing import Any

from newsieve.watch.ledger import Alert, Event

VERSION = 1  # of what follows; a field that is added does not change it


def message(alert: Alert, *, run: int | None, store: str, at: str) -> dict[str, Any]:
    """The fields of an alert; `store` as messages name it, `at` in ISO 8601.

    >>> alert = Alert(Event.TROUBLE, "Example Times", "no_titles", "2026-03-01T08:00:00+00:00", "0 of 8 articles …")
    >>> message(alert, run=7, store="news.db", at="2026-03-01T09:00:00+00:00")["text"]
    'newsieve: Example Times: no titles: 0 of 8 articles …'
    """
    return {
        "version": VERSION,
        "event": str(alert.event),
        "kind": alert.kind,
        "source": alert.source or None,
        "detail": alert.detail,
        "since": alert.since,
        "at": at,
        "run": run,
        "store": store,
        "text": _text(alert),
    }


def body(told: dict[str, Any]) -> bytes:
    """One line of JSON, in ASCII."""
    return (json.dumps(told) + "\n").encode("ascii")


def _text(alert: Alert) -> str:
    about = f"newsieve: {alert.source or 'the crawls'}: {alert.kind.replace('_', ' ')}"
    return f"{about}: over; it began {alert.since}" if alert.event is Event.RECOVERED else f"{about}: {alert.detail}"
