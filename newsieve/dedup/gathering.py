"""Stories: each different text, from the longest down, is gathered to the one it tells, or begins its own.

What unrelated stories have in common may stand by itself: a firm's closing paragraph, a notice. Such a text lies in
each of them and must not join them, however many there are of its kind. Four rules see to it:

- The longest text of a story comes first, and leads it. What lies in two stories that do not match is shorter than
  either, so both have begun when it comes, and it goes to one of them.
- Two stories that a text lies in become one only where more than half of one's leader stands in a text of the other.
- And not where what the three have in common is how each of them ends, and nothing of how it begins: that is a
  closing paragraph, however short the stories above it are.
- A text that lies in several stories of which none tells another is a commonplace: it goes to none and joins none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from .digests import APART
from .ends import Ends, passage
from .frequent import MANY
from .pairs import Pairs
from .verify import Prepared, held, in_common

HALF = 0.5  # share of a leader's shingles: a text of another story that holds more makes the two one
STORIES = 4  # stories in which a text may not lie at once
STRANGERS = (
    0.55  # share of a leader's shingles up to which such stories are strangers: many need a clearer sign than two
)
SOME = 0.3  # the same share, where a long text lies in more than MANY
MOST = 2 / 3  # of these, in which it is the better part
LONG = 80  # shingles of such a text, at least: a notice is shorter
CLOSE = 0.8  # similarity from which two texts are versions of one another, commonplace or not


def gather(texts: Mapping[str, Prepared], pairs: Pairs) -> list[list[str]]:
    """The stories that these texts tell, each text in one of them: a function of the set, whatever its order."""
    gathering = _Gathering(texts, pairs)
    for one in gathering.longest_first(texts):
        gathering.place(one)
    return list(gathering.members.values())


@dataclass(frozen=True, slots=True)
class _Gathering:
    """The texts that have come so far, in the stories of their leaders."""

    texts: Mapping[str, Prepared]
    pairs: Pairs
    leader: dict[str, str] = field(default_factory=dict)
    members: dict[str, list[str]] = field(default_factory=dict)
    commonplaces: set[str] = field(default_factory=set)
    ends: dict[str, Ends] = field(default_factory=dict)

    def longest_first(self, ids: Iterable[str]) -> list[str]:
        return sorted(ids, key=lambda i: (-self.texts[i].shingles.size, i))

    def place(self, one: str) -> None:
        """Let a text join the story that it lies in, or begin its own; it may show two stories to be one."""
        met = {self.leader[other] for other in self.pairs.around(one) if other in self.leader}
        hosts = {leader for leader in met if self._held(one, leader) >= APART}
        stories = hosts - self.commonplaces
        told = self._is_told_by_many(one)
        through = None if told else one
        if len(self._apart(stories, SOME if told else STRANGERS, through)) >= STORIES:
            self.commonplaces.add(one)
            hosts = {leader for leader in hosts if self._is_close(one, leader)}
        else:
            hosts = hosts - stories | self._united(stories, SOME if told else HALF, through)
        self._join(one, max(hosts, key=lambda leader: self._support(one, leader), default=one))

    def _apart(self, leaders: Iterable[str], share: float, through: str | None) -> dict[str, list[str]]:
        """Leaders whose stories are not one, each with the others that tell its story; `STORIES` of them are enough.

        `through` is the text that lies in them all, where what it has of them matters.
        """
        apart: dict[str, list[str]] = {}
        for one in self.longest_first(leaders):
            same = next((other for other in apart if self._are_one(other, one, share, through)), None)
            if same is not None:
                apart[same].append(one)
            else:
                apart[one] = []
            if len(apart) == STORIES:
                break
        return apart

    def _is_told_by_many(self, one: str) -> bool:
        """Whether a long text lies in so many that, were they not one story, its shingles would have no voice.

        And whether it is the better part of most of them: a paragraph that as many stories hold as stand for it alone
        is none.
        """
        around = self.pairs.around(one)
        if self.texts[one].shingles.size < LONG or len(around) <= MANY:
            return False
        return sum(match.similarity >= HALF for match in around.values()) >= MOST * len(around)

    def _united(self, leaders: Iterable[str], share: float, through: str | None) -> set[str]:
        """What remains of these leaders when those whose stories are one have been united."""
        apart = self._apart(leaders, share, through)
        for host, guests in apart.items():
            for one in [one for guest in guests for one in self.members.pop(guest)]:
                self._join(one, host)
        return set(apart)

    def _are_one(self, a: str, b: str, share: float, through: str | None) -> bool:
        return self._stands_in(a, b, share, through) or self._stands_in(b, a, share, through)

    def _stands_in(self, leader: str, other: str, share: float, through: str | None) -> bool:
        """Whether a text of the other's story holds more than this share of the leader, and not just how it ends."""
        text = self.texts[leader]
        limit = share * text.shingles.size
        return any(
            in_common(text, self.texts[member]) > limit
            and (through is None or not self._close_alike([leader, member, through]))
            for member in self.members[other]
        )

    def _close_alike(self, texts: list[str]) -> bool:
        """Whether what all these texts have in common is how each of them ends, and nothing of how it begins."""
        common = passage([self.texts[one] for one in texts])
        return all(self._ends(one).close_with(common) for one in texts)

    def _ends(self, one: str) -> Ends:
        if one not in self.ends:
            self.ends[one] = Ends.of(self.texts[one])
        return self.ends[one]

    def _join(self, one: str, host: str) -> None:
        self.leader[one] = host
        self.members.setdefault(host, []).append(one)

    def _held(self, one: str, leader: str) -> float:
        match = self.pairs.around(one).get(leader)
        return match.containment if match else held(self.texts[one], self.texts[leader])

    def _is_close(self, one: str, leader: str) -> bool:
        around = self.pairs.around(one)
        return any(around[member].similarity >= CLOSE for member in self.members[leader] if member in around)

    def _support(self, one: str, leader: str) -> tuple[float, int, str]:
        """How much of a story matches a text, then how long its leader is."""
        around = self.pairs.around(one)
        matching = sum(around[member].containment for member in self.members[leader] if member in around)
        return matching, self.texts[leader].shingles.size, leader
