"""The clock that schedules go by."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from newsieve.clock import OFFSET, now


def test_days_can_be_let_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(OFFSET, "86400")
    assert timedelta(hours=23) < now() - datetime.now(UTC) < timedelta(hours=25)
