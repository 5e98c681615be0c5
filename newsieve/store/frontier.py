"""The frontier: what is to be fetched, who fetches it, and what was fetched in this round.

A *round* is what one crawl of its sources does: it ends when nothing of them is left to do, and in it nothing is
asked for twice, however often the crawl dies and begins again, and however many crawlers share it. A *lane* is what
one source has waiting for one host. A host belongs to one crawler at a time, so that it is asked no faster than one
crawler asks. What a crawler holds is free again when the crawler has gone, by whatever way: see `Kind.presence`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, insert, select, text, update

from newsieve import clock
from newsieve.store import manners, paths, places, sources
from newsieve.store.chunks import WANTED, parts, rows
from newsieve.store.pages import known
from newsieve.store.places import Visit
from newsieve.store.rows import storable
from newsieve.store.schema import crawlers, hosts, requests
from newsieve.store.sources import Outlook, TakenSource
from newsieve.store.turn import Asked, Lease, Taken, Turn, Want
from newsieve.store.upsert import add, put

FRESH = 15 * 60  # seconds: what a round that broke off has read since is not read again when it is taken up
BEHIND = 1_000  # what being put off adds to a rank: it then comes after all that was not
WORD = 2**64

_LANES = text("""
    WITH RECURSIVE lanes (lane) AS (
        SELECT min(lane) FROM requests WHERE holder IS NULL AND done_at IS NULL
        UNION ALL
        SELECT (SELECT min(lane) FROM requests WHERE holder IS NULL AND done_at IS NULL AND lane > lanes.lane)
        FROM lanes WHERE lanes.lane IS NOT NULL
    )
    SELECT lane FROM lanes WHERE lane IS NOT NULL
""")
_BEFORE = select(requests.c.key, requests.c.scope, requests.c.holder, requests.c.done_at).where(
    requests.c.key.in_(WANTED)
)
_UNDONE = select(requests.c.n).where(requests.c.scope.in_(WANTED), requests.c.done_at.is_(None)).limit(1)
_LEFT = (
    select(requests.c.scope, func.count())
    .where(requests.c.scope.in_(WANTED), requests.c.done_at.is_(None))
    .group_by(requests.c.scope)
)
_WAITING = and_(requests.c.holder.is_(None), requests.c.done_at.is_(None))

Present = Callable[[Connection, int], bool]


def join(connection: Connection) -> int:
    """A number for a crawler that begins."""
    manners.forget(connection, clock.now())
    now = datetime.now(UTC).isoformat(timespec="seconds")
    key = connection.execute(insert(crawlers).values(started_at=now)).inserted_primary_key
    return int(key[0])  # type: ignore[index]  # an insert of one row has one key


def leave(connection: Connection, crawler: int) -> None:
    """Give back all that a crawler holds."""
    held = update(requests).where(requests.c.holder == crawler)
    connection.execute(held.values(holder=None))
    connection.execute(delete(hosts).where(hosts.c.holder == crawler))
    sources.leave(connection, crawler)
    connection.execute(delete(crawlers).where(crawlers.c.number == crawler))


def take_turn(connection: Connection, crawler: int, turn: Turn, present: Present) -> Taken:
    """Hear what a crawler has to tell, and give it what it wants; `present` tells which other crawlers live."""
    if turn.begins or turn.sources:
        _bury(connection, crawler, present)
    got = _take_sources(connection, crawler, turn.sources)
    if turn.begins:
        _begin(connection, crawler, turn.begins)
    _ask(connection, turn.asked)
    if turn.led:
        paths.note_redirects(connection, turn.led)
    finish(connection, turn.done)
    places.note_visits(connection, turn.visits)
    _give_back(connection, crawler, turn.back)
    _give_back(connection, crawler, turn.later, behind=BEHIND)
    for host, rest in turn.rests.items():
        manners.rest(connection, host, rest)
    ended = _leave_sources(connection, crawler, turn.ends)
    taken = Taken() if turn.want is None else _take(connection, crawler, turn.want, present, count=turn.count)
    return replace(taken, sources=got, ended=ended)


def outlook(connection: Connection, scopes: Collection[int], present: Present) -> Outlook:
    """How sources stand, for whoever thinks of crawling what is due of them."""
    _bury(connection, None, present)
    waiting = defaultdict[int, set[str]](set)
    for scope, host in map(_parts, connection.scalars(_LANES)):
        if scope in scopes:
            waiting[scope].add(host)
    return Outlook(places.known(connection, scopes), dict(waiting), sources.taken(connection, scopes))


def finish(connection: Connection, leases: Iterable[int]) -> None:
    """Note that these requests were made in this round."""
    ended = [{"lease": lease} for lease in leases]
    if ended:
        mark = update(requests).where(requests.c.key == bindparam("lease"))
        connection.execute(mark.values(holder=None, done_at=_now(), body=""), ended)


def _now() -> int:
    return int(clock.now().timestamp())


def _take_sources(connection: Connection, crawler: int, wanted: Sequence[int]) -> tuple[TakenSource, ...]:
    if not wanted:
        return ()
    free = sources.take(connection, crawler, wanted)
    known = places.known(connection, free)
    return tuple(TakenSource(scope, known[scope], _is_open(connection, [scope])) for scope in free)


def _leave_sources(connection: Connection, crawler: int, ends: Sequence[int]) -> frozenset[int]:
    done = frozenset(scope for scope in ends if not _is_open(connection, [scope]))
    sources.leave(connection, crawler, done)
    return done


def _is_open(connection: Connection, scopes: Iterable[int]) -> bool:
    """Whether anything of these scopes is left to do."""
    return any(True for _ in rows(connection, _UNDONE, scopes))


def _begin(connection: Connection, crawler: int, scopes: Sequence[int]) -> None:
    """Take up a round that broke off, without what it read too long ago, or join one; else forget the last one."""
    is_open, others = _is_open(connection, scopes), sources.taken(connection, scopes, beside=crawler)
    sources.note(connection, crawler, scopes)
    if is_open and others:
        return  # it may be theirs, however long ago they began
    for some in parts(scopes):
        done = delete(requests).where(requests.c.scope.in_(some), requests.c.done_at.is_not(None))
        if is_open:
            done = done.where(requests.c.done_at < _now() - FRESH)
        connection.execute(done)


def _ask(connection: Connection, asked: Sequence[Asked]) -> None:
    for one in (one for one in asked if one.after is not None):
        _go_on(connection, one)
    first = {one.key: one for one in asked if one.after is None}
    before = {row.key: row for row in rows(connection, _BEFORE, first)}
    due = places.due(connection, [one.place for one in first.values() if one.place and one.key in before])
    limited, now = _Room(connection), _now()
    new = [one for one in first.values() if _is_new(one, before.get(one.key), now, due) and limited.takes(one)]
    places.note_asked(connection, [one.place for one in new if one.place])
    if left := [{"left": one.key} for one in new if one.key in before]:
        connection.execute(delete(requests).where(requests.c.key == bindparam("left")), left)
    add(connection, requests, [_row(one) for one in new])


def _is_new(one: Asked, before: Row[Any, Any, Any, Any] | None, now: int, due: Collection[places.NewsPlace]) -> bool:
    """Whether a request is not made yet in this round, or is for a place that is due again already.

    A story that was asked for in another scope is left to it while that is crawled, and taken from it when it is not:
    its source may have gone, or have got another name.
    """
    if before is None:
        return True
    if before.scope == one.scope or before.holder is not None:
        return one.place in due and before.done_at is not None
    return before.done_at is None or before.done_at < now - FRESH


@dataclass(slots=True)
class _Room:
    """How many more stories each scope may ask for."""

    connection: Connection
    _left: dict[int, int] = field(default_factory=dict)

    def takes(self, one: Asked) -> bool:
        """Whether there is room for a request, which is then taken."""
        if not one.story or not one.most:
            return True
        if one.scope not in self._left:
            self._left[one.scope] = one.most - _stories(self.connection, one.scope)
        self._left[one.scope] -= 1
        return self._left[one.scope] >= 0


def _go_on(connection: Connection, one: Asked) -> None:
    """Ask for what a page redirects to, unless it is known, or asked for by itself."""
    here, there = one.led or ("", "")
    asked = connection.scalar(select(requests.c.n).where(requests.c.key == one.key)) is not None
    if asked or (one.story and known(connection, [there])):
        if one.story:
            paths.note_redirects(connection, {here: there})
        if one.place:
            places.note_visits(connection, [Visit(one.place, 0)])
    else:
        add(connection, requests, [_row(one) | {"story": False}])  # what led to it has been counted
    if one.after is not None:
        finish(connection, [one.after])


def _row(one: Asked) -> dict[str, object]:
    return {
        "key": one.key,
        "scope": one.scope,
        "lane": _lane(one.scope, one.host),
        "rank": -one.priority,
        "story": one.story,
        "body": storable(one.body),
        "holder": None,
        "done_at": None,
    }


def _stories(connection: Connection, scope: int) -> int:
    """How many stories of a scope were asked for in this round."""
    query = select(func.count()).select_from(requests).where(requests.c.scope == scope, requests.c.story)
    return connection.scalar(query) or 0


def _give_back(connection: Connection, crawler: int, leases: Sequence[int], behind: int = 0) -> None:
    given = [{"lease": lease} for lease in leases]
    if given:
        mine = and_(requests.c.key == bindparam("lease"), requests.c.holder == crawler)
        connection.execute(update(requests).where(mine).values(holder=None, rank=requests.c.rank + behind), given)


def _take(connection: Connection, crawler: int, want: Want, present: Present, *, count: bool) -> Taken:
    got = _lease_all(connection, crawler, want)
    if not got.leases and got.waits and _bury(connection, crawler, present):
        got = _lease_all(connection, crawler, want)
    return replace(got, left=left(connection, want.scopes)) if count else got


def _lease_all(connection: Connection, crawler: int, want: Want) -> Taken:
    """As many requests as are wanted and free, of each host as many as there is room for beside the others."""
    owners = {row.host: row for row in connection.execute(select(hosts))}
    closed = {host for host, row in owners.items() if row.holder != crawler}
    now = clock.now()
    rests = manners.rests(connection, now)
    open_lanes = [lane for lane in map(_parts, connection.scalars(_LANES)) if _may_take(lane, want)]
    mine = set(owners) - closed
    resting = {host: rests[host] for _, host in open_lanes if host in rests and (rests[host].why or host not in mine)}
    lanes = [lane for lane in open_lanes if lane[1] not in resting or resting[lane[1]].is_soon_over(now)]
    free = [lane for lane in lanes if not (lane[1] in closed or lane[1] in want.leaves or lane[1] in resting)]
    busy, leases = Counter(want.busy), list[Lease]()
    for most in (min(want.per_host, _fair_share(want, free)), want.per_host):
        for scope, host in sorted(free, key=lambda lane: busy[lane[1]]):
            room = min(most - busy[host], want.room - len(leases))
            found = _lease(connection, crawler, scope, host, room) if room > 0 else []
            busy[host] += len(found)
            leases += found
    _own(connection, crawler, mine, {host for host, held in busy.items() if held})
    others = not leases and _is_held_by_others(connection, crawler, want.scopes)
    waits = others or (not leases and bool(lanes))
    if waits:
        _call_for(connection, closed & {host for _, host in lanes})
    wanted = frozenset(host for host, row in owners.items() if row.holder == crawler and row.wanted)
    if wanted:
        connection.execute(update(hosts).where(hosts.c.holder == crawler).values(wanted=False))
    return Taken(tuple(leases), waits, others or (waits and bool(closed)), wanted, resting=resting)


def _may_take(lane: tuple[int, str], want: Want) -> bool:
    """Whether a crawler is to make requests of a lane now, as far as it knows itself."""
    scope, host = lane
    return scope in want.scopes and scope not in want.shut_scopes and host not in want.shut_hosts


def _fair_share(want: Want, free: Collection[tuple[int, str]]) -> int:
    """How many requests a crawler may hold of each of these hosts, so that there is room for all of them."""
    names = {host for _, host in free}
    held = sum(want.busy.get(host, 0) for host in names)
    return max(1, (want.room + held) // max(1, len(names)))


def _lease(connection: Connection, crawler: int, scope: int, host: str, most: int) -> list[Lease]:
    waiting = select(requests.c.n).where(_WAITING, requests.c.lane == _lane(scope, host))
    first = waiting.order_by(requests.c.rank, requests.c.n)
    taken = update(requests).where(requests.c.n.in_(first.limit(most))).values(holder=crawler)
    columns = (requests.c.key, requests.c.rank, requests.c.n, requests.c.body)
    found = sorted(connection.execute(taken.returning(*columns)), key=lambda row: (row.rank, row.n))
    return [Lease(row.key, scope, host, -row.rank, row.body, round(row.rank / BEHIND)) for row in found]


def _own(connection: Connection, crawler: int, before: set[str], now: set[str]) -> None:
    """Note which hosts a crawler asks from now on."""
    if gone := sorted(before - now):
        connection.execute(
            delete(hosts).where(hosts.c.holder == crawler, hosts.c.host == bindparam("gone")),
            [{"gone": host} for host in gone],
        )
    put(connection, hosts, [{"host": host, "holder": crawler, "wanted": False} for host in sorted(now - before)])


def _call_for(connection: Connection, taken: set[str]) -> None:
    """Let those who hold these hosts know that another has nothing else to do."""
    called = [{"called": host} for host in sorted(taken)]
    if called:
        connection.execute(update(hosts).where(hosts.c.host == bindparam("called")).values(wanted=True), called)


def _bury(connection: Connection, crawler: int | None, present: Present) -> bool:
    """Give back what crawlers held that have died; whether there were any."""
    numbers = set(connection.scalars(select(crawlers.c.number)))
    if crawler is not None and crawler not in numbers:  # taken for dead, as its connection had broken
        connection.execute(insert(crawlers).values(number=crawler, started_at=""))
    dead = [number for number in numbers - {crawler} if not present(connection, number)]
    for number in dead:
        leave(connection, number)
    return bool(dead)


def is_anybody_there(connection: Connection, present: Present) -> bool:
    """Whether anybody crawls now, in a write transaction."""
    return any(present(connection, number) for number in connection.scalars(select(crawlers.c.number)).all())


def _is_held_by_others(connection: Connection, crawler: int, scopes: Collection[int]) -> bool:
    held = _UNDONE.where(requests.c.holder.is_not(None), requests.c.holder != crawler)
    return any(True for _ in rows(connection, held, scopes))


def left(connection: Connection, scopes: Collection[int]) -> dict[int, int]:
    """How much each of these scopes has still to do in this round; those that have nothing are left out."""
    return {row.scope: row[1] for row in rows(connection, _LEFT, scopes)}


def _lane(scope: int, host: str) -> str:
    """The name of a lane; `_parts` takes it apart."""
    return f"{scope % WORD:016x} {storable(host)}"


def _parts(lane: str) -> tuple[int, str]:
    """Scope and host of a lane."""
    scope, _, host = lane.partition(" ")
    number = int(scope, 16)
    return number - WORD if number >= WORD // 2 else number, host
