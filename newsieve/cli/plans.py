"""A call of the command line as a plan for a crawl."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from newsieve.cli.options import Setting
from newsieve.cli.screen import Screen
from newsieve.crawl.gate import SETTING as ALLOW_HOSTS
from newsieve.crawl.gate import checked_allowed
from newsieve.crawl.run import CrawlPlan
from newsieve.crawl.ways import SETTING as PROXY
from newsieve.crawl.ways import checked_proxy
from newsieve.errors import UsageError
from newsieve.values import contact as checked

CONTACT = "NEWSIEVE_CONTACT"


def plan(
    spider: str,
    arguments: dict[str, Any],
    settings: Mapping[str, Setting],
    screen: Screen,
    *,
    store: str | None = None,
    contact: str | None = None,
    fixed: Mapping[str, Setting] | None = None,
) -> CrawlPlan:
    """The plan of a crawl; a contact is taken from the settings, the sources or the environment, in this order."""
    level = "INFO" if screen.verbose else "ERROR" if screen.quiet else "WARNING"
    checked_proxy(settings.get(PROXY))
    checked_allowed(settings.get(ALLOW_HOSTS, os.environ.get(ALLOW_HOSTS)))
    known_as = contact_of(settings.get(CONTACT) or contact or os.environ.get(CONTACT))
    if known_as is None:
        screen.say(f"no contact set: {CONTACT}=newsdesk@example.org tells webmasters whom to write to")
    return CrawlPlan(spider, arguments, store, {**(fixed or {}), **settings}, contact=known_as, log_level=level)


def contact_of(given: Setting) -> str | None:
    """The contact, checked; None where none is given. Raises UsageError."""
    if not given:
        return None
    try:
        return checked(given)
    except ValueError as error:
        raise UsageError(f"{CONTACT}: {given!r}: {error}") from None
