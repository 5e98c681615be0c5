"""What a crawler and the frontier tell one another, a turn at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from newsieve.manners import Closed
from newsieve.store.places import NewsPlace, Visit
from newsieve.store.sources import TakenSource


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that is to be made, once in a round.

    `key` and `scope` are signed 64-bit numbers; `most` are the stories that its scope may ask for in a round (0: any
    number). It may take the place of a lease, `after`, whose page redirects to it: `led` are the keys of both pages.
    `place` is the place where news is found, if it is one.
    """

    key: int
    scope: int
    host: str
    priority: int
    body: str
    story: bool = False
    most: int = 0
    after: int | None = None
    led: tuple[str, str] | None = None
    place: NewsPlace | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """A request that a crawler has taken, and nobody else makes."""

    key: int
    scope: int
    host: str
    priority: int
    body: str
    put_off: int = 0  # how often it was asked for in vain and put off


@dataclass(frozen=True, slots=True)
class Want:
    """How much a crawler can take: `room` requests of these scopes, so that it holds at most `per_host` of one host.

    `busy` tells how many it holds of which host; those that it `leaves` it takes no more of for the moment. Of scopes
    and hosts that are `shut` it takes nothing, and does not wait for them either.
    """

    scopes: Collection[int]
    room: int
    per_host: int
    busy: Mapping[str, int] = field(default_factory=dict)
    leaves: Collection[str] = ()
    shut_scopes: Collection[int] = ()
    shut_hosts: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What a crawler tells the frontier, in this order, and what it wants of it.

    `sources` are those that it would take, if nobody else crawls them; `begins` are scopes whose round it takes up, if
    anything of any of them is left to do, or else begins; `asked` what it found; `led` which pages led to others;
    `done` the leases that came to an end without an article; `visits` what places brought; `back` the leases that it
    gives back, `later` those that are put off: they come after all that were not. `rests` are hosts that are not to be
    asked before a moment, by anybody; `ends` the sources that it leaves, each if nothing of it is left to do.
    """

    sources: Sequence[int] = ()
    begins: Sequence[int] = ()
    asked: Sequence[Asked] = ()
    led: Mapping[str, str] = field(default_factory=dict)
    done: Sequence[int] = ()
    visits: Sequence[Visit] = ()
    back: Sequence[int] = ()
    later: Sequence[int] = ()
    rests: Mapping[str, Closed] = field(default_factory=dict)
    ends: Sequence[int] = ()
    want: Want | None = None
    count: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What a crawler got: leases, the most pressing of each host first.

    `waits`: none, but something of its scopes is still to be done, by others or once a host is free; `others` have some
    of it. `wanted` are hosts of its own that another crawler waits for. `left` tells how much each of its scopes has to
    do, where that was to be counted. `resting` are hosts that it would have taken something of, but they rest.
    `sources` are those that it took, `ended` those that it left.
    """

    leases: tuple[Lease, ...] = ()
    waits: bool = False
    others: bool = False
    wanted: frozenset[str] = frozenset()
    left: Mapping[int, int] | None = None
    sources: tuple[TakenSource, ...] = ()
    ended: frozenset[int] = frozenset()
    resting: Mapping[str, Closed] = field(default_factory=dict)
