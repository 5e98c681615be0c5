"""What time it is for whatever is scheduled, aged or watched."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

OFFSET = "NEWSIEVE_CLOCK_OFFSET"  # seconds by which this process lives later, so that tests can let days pass


def now() -> datetime:
    """The present moment, in UTC."""
    return datetime.now(UTC) + timedelta(seconds=float(os.environ.get(OFFSET, "0")))
