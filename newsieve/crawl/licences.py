"""Which objections of a publisher a licence lifts for a source."""

from __future__ import annotations

from newsieve.article import DropReason
from newsieve.crawl.services import Services

REASONS = {"noarchive": DropReason.NOARCHIVE, "tdm": DropReason.TDM_RESERVED}


def licence_of(services: Services, outlet: str | None) -> frozenset[DropReason]:
    """The objections that count for nothing in an outlet, by its key `licensed`."""
    source = services.asking.source_named(outlet)
    return frozenset(REASONS[name] for name in source.licensed) if source else frozenset()
