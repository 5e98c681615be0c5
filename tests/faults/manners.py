"""Faults of hosts: too busy, down, broken; and titles that would steer whoever shows them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.faults import stories
from tests.faults.server import BAD, TEXT, Fault, Handler, Visit

AT_BAD = ("{base}" + BAD,)
DEAD = "http://127.0.1.250:9"  # nobody listens there
TITLE = "=cmd|'/C calc'!A1 \x1b[31mred\x1b[0m \u202eslewarts <script>alert(1)</script> ../../../etc/passwd \x00\x07"


def busy(status: int, headers: dict[str, str], times: int = 1) -> Handler:
    """Refuse the first `times` visits, then tell the story."""

    async def answer(visit: Visit) -> None:
        if visit.times <= times:
            told = {name: value or _soon() for name, value in headers.items()}
            await visit.answer("later", status, TEXT, told)
        else:
            await visit.answer(stories.page(f"busy {status} {len(headers)}", 9))

    return answer


def _soon() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)


async def broken_robots(visit: Visit) -> None:
    """In trouble in the first run."""
    await visit.answer("", 503 if visit.times <= 2 else 404, TEXT)


async def broken(visit: Visit) -> None:
    await visit.answer("", 500, TEXT)


async def hostile_title(visit: Visit) -> None:
    await visit.answer(stories.page("title", 1, title=TITLE))


FAULTS = (
    Fault("429, Retry-After in seconds", {BAD: busy(429, {"Retry-After": "1"})}, AT_BAD),
    Fault("429, Retry-After as a date", {BAD: busy(429, {"Retry-After": ""})}, AT_BAD),
    Fault("503 once", {BAD: busy(503, {})}, AT_BAD),
    Fault("500 for ever", {BAD: broken}, AT_BAD, does="http_error: HTTP 500"),
    Fault(
        "robots.txt in trouble", {"/robots.txt": broken_robots}, does="robots: robots.txt could not be had: HTTP 503"
    ),
    Fault("dead host", tells=(DEAD,), source=f'feeds = ["{DEAD}/feed.xml"]', does="unreachable", good=0),
    Fault("hostile title", {BAD: hostile_title}, AT_BAD),
    Fault(
        "secrets in URLs",
        source='feeds = ["{base}/feed.xml?access_token=open-sesame"]',
        links=("{base}/gone?token=open-sesame",),
        does="HTTP 404",
    ),
)
