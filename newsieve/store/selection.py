"""Which articles are asked for: by outlet, by language, by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Column, ColumnElement, Connection, Text, and_, case, cast, func, or_, select, true

from newsieve.dates import UNSET
from newsieve.store.schema import articles


@dataclass(frozen=True, slots=True)
class Selection:
    """What is asked for; everything where nothing is said.

    `since` and `until` are days, both included: the day of publication in the page's own zone, else the day of the
    fetch in UTC. `outlets` are outlets or sites, `languages` codes ("en" is "en-GB" too), both in any case. `after`
    is the number of a change: what has changed later.
    """

    after: int | None = None
    since: date | None = None
    until: date | None = None
    outlets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    @property
    def filters(self) -> bool:
        """Whether some articles may not fit, whenever they changed."""
        return bool(self.since or self.until or self.outlets or self.languages)


def fitting(connection: Connection, selection: Selection) -> ColumnElement[bool]:
    """The condition on `articles` that an article must meet."""
    conditions: list[ColumnElement[bool]] = [true()]
    if selection.outlets:
        named = [_among(connection, column, selection.outlets) for column in (articles.c.site, articles.c.outlet)]
        conditions.append(or_(*named))
    if selection.languages:
        conditions.append(_among(connection, articles.c.language, selection.languages, parts=True))
    if selection.since:
        conditions.append(selection.since.isoformat() <= _DAY)
    if selection.until:
        conditions.append(selection.until.isoformat() >= _DAY)
    return and_(*conditions)


def _day(column: Column[str]) -> ColumnElement[str]:
    return func.substr(cast(column, Text), 1, 10)


_UNSET = [day.isoformat() for day in UNSET]
_TRUSTWORTHY = articles.c.published.like("____-__-__%") & _day(articles.c.published).not_in(_UNSET)
_DAY = case((_TRUSTWORTHY, _day(articles.c.published)), else_=_day(articles.c.fetched_at))


def _among(
    connection: Connection, column: Column[str], wanted: Iterable[str], *, parts: bool = False
) -> ColumnElement[bool]:
    """That `column` is one of `wanted` in any case, or with `parts` begins with one; databases know case by halves."""
    folded = {value.casefold() for value in wanted}
    held = [value for value in connection.scalars(select(column).distinct()) if value]
    return column.in_([v for v in held if v.casefold() in folded or (parts and _language(v) in folded)])


def _language(code: str) -> str:
    return code.replace("_", "-").partition("-")[0].casefold()
