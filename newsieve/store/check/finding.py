"""What is wrong in a store, in a line for each kind of damage."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import Connection, select

from newsieve.store.chunks import WANTED, rows
from newsieve.store.schema import articles

NAMED = 3  # examples in a line


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of damage: what it is about, what is wrong, and how it is mended.

    `cure` mends it in a write transaction; `anew` are the articles whose derived rows are then told anew by settling.
    Where there is neither, nothing that the store holds tells how it was.
    """

    about: str
    told: str
    cure: Callable[[Connection], object] | None = None
    anew: frozenset[int] = frozenset()

    @property
    def is_curable(self) -> bool:
        """Whether it can be mended from what the store holds."""
        return self.cure is not None or bool(self.anew)


def of_articles(
    connection: Connection,
    about: str,
    what: str,
    numbers: Collection[int],
    cure: Callable[[Connection], object] | None = None,
    *,
    anew: bool = True,
) -> list[Finding]:
    """The finding that something is wrong with these articles, the first of them named; none where there are none."""
    if not numbers:
        return []
    first = sorted(numbers)[:NAMED]
    urls = {row.n: row.url for row in rows(connection, _URLS, first)}
    names = ", ".join(urls.get(n, f"number {n}") for n in first)
    told = f"{what}: {names}" + (f" and {len(numbers) - NAMED} more" if len(numbers) > NAMED else "")
    return [Finding(about, told, cure, frozenset(numbers) if anew else frozenset())]


_URLS = select(articles.c.n, articles.c.url).where(articles.c.n.in_(WANTED))
