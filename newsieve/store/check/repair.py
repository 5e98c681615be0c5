"""Mending what an examination found, as far as the store holds what tells how it should be."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Engine

from newsieve.store import articles, copies
from newsieve.store.check.finding import Finding
from newsieve.store.database import writing
from newsieve.store.settle import settle


def repair(engine: Engine, findings: Iterable[Finding]) -> None:
    """Mend in one transaction what can be mended, then have texts, matches and clusters told anew where it touched."""
    with writing(engine) as connection:
        for finding in findings:
            if finding.cure is not None:
                finding.cure(connection)
            concerned = copies.clusters_of(connection, finding.anew) | copies.matched_with(connection, finding.anew)
            articles.unsettle(connection, concerned | finding.anew)
    settle(engine)
