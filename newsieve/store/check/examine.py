"""The examination: everything is read from one state of the store, while others write on, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Engine, select

from newsieve.store import articles as stored
from newsieve.store import copies
from newsieve.store.check.articles import Articles, readable
from newsieve.store.check.clusters import Clusters
from newsieve.store.check.file import damage
from newsieve.store.check.finding import Finding
from newsieve.store.check.orphans import orphans
from newsieve.store.database import reading
from newsieve.store.schema import articles, bands, paragraphs

CHUNK = 200  # articles at once

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Report:
    """What an examination found; of how many articles, how many of them text by text; how many are not settled.

    Texts and clusters are judged only where all is settled: before that, they are as they may be.
    """

    findings: tuple[Finding, ...]
    articles: int
    examined: int
    unsettled: int


def examine(engine: Engine, sample: int | None, progress: Progress) -> Report:
    """Examine the store, each article's text or a `sample` of them, spread evenly over it."""
    found = list(damage(engine))
    if any(not finding.is_curable for finding in found):
        return Report(tuple(found), 0, 0, 0)  # what is read from such a file tells nothing
    with reading(engine) as connection:
        every = list(connection.scalars(select(articles.c.n).order_by(articles.c.n)))
        unsettled = len(stored.unsettled(connection))
        looked_at = _spread(every, sample)
        found += orphans(connection)
        found += _derived(connection, every, looked_at, settled=not unsettled, progress=progress)
        whole = not unsettled and not {finding.about for finding in found} & {"articles", "matches", "verdicts"}
        if whole:  # else what stories are told by is missing
            found += _told(connection, looked_at, everything=len(looked_at) == len(every), progress=progress)
        return Report(tuple(found), len(every), len(looked_at), unsettled)


def _spread(numbers: Sequence[int], sample: int | None) -> list[int]:
    """All, or so many of them as a sample, evenly spread."""
    if sample is None or sample >= len(numbers):
        return list(numbers)
    return [numbers[i * len(numbers) // sample] for i in range(sample)]


def _derived(
    connection: Connection, every: Sequence[int], looked_at: Sequence[int], *, settled: bool, progress: Progress
) -> Iterator[Finding]:
    suppressed, _ = copies.suppressed(connection)
    texts = Articles(connection, max(every, default=0), suppressed, settled)
    for done, part in _chunks(looked_at):
        texts.look_at(part, readable(connection, part))
        progress(done, 2 * len(looked_at))
    yield from texts.findings()
    for table in (bands, paragraphs):
        yield from texts.index_findings(table)


def _told(
    connection: Connection, looked_at: Sequence[int], *, everything: bool, progress: Progress
) -> Iterator[Finding]:
    suppressed, _ = copies.suppressed(connection)
    clusters = Clusters(connection, suppressed)
    for done, part in _chunks(looked_at):
        clusters.look_at(part)
        progress(len(looked_at) + done, 2 * len(looked_at))
    yield from clusters.findings(whole=everything)


def _chunks(numbers: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Chunks of these, each with how many there are up to its end."""
    for i in range(0, len(numbers), CHUNK):
        part = list(numbers[i : i + CHUNK])
        yield i + len(part), part
