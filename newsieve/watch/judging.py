"""A source against its own history: what broke.

Nothing here is a fixed demand. A source whose articles never have an author is well without one; one that publishes
on Mondays is not silent on Sunday. Each threshold is told where it stands. A source that is new is not judged: there
is nothing to hold it against, but for one of which nothing could be had in three runs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import takewhile
from statistics import median, pstdev

from newsieve.store import Past, Seen
from newsieve.watch.kinds import Finding, Kind
from newsieve.watch.shares import FEWEST_BEFORE, FEWEST_RUNS, LOW_RUNS, Measure, Share, fall
from newsieve.watch.spans import moment, span

DAY = 24 * 3600.0
IN_A_ROW = 3  # runs in which nothing of a source could be had: one is a restart of its server, three are not
REFUSALS = frozenset({"401", "403", "429", "451"})
NO_STORY = frozenset({"no_text", "too_short", "empty_page", "index_page"})
OBEYED = frozenset({"robots", "noarchive", "tdm_reserved", "trap", "refused", "not_now"})  # left alone on purpose
# Quiet is twice as long as it ever was, and eight times as long as it is on average: of news that come at random, as
# likely as one in three thousand. In its first week nobody knows a source's weekends.
TIMES_LONGEST, TIMES_MEAN, FEWEST_QUIETS = 2.0, 8.0, 10
KNOWN_AFTER, LONG_FOR_A_NEW_ONE = 8 * DAY, 3 * DAY
OLD = 30 * DAY  # what has been wrong for so long is usual by now
# Lengths of stories differ by nature: the middle one of twelve runs with a third of the usual length does not happen.
SHORTER, LENGTHS = 0.35, 12
# The share of a page's paragraphs that is no story: by how much it moves, and by how many standard deviations.
MOVED, DEVIATIONS = 0.2, 3.0
# What was found lasts until it is well on the way back: a value at the threshold is not to be told again and again.
WAY_BACK = 0.5

COVERAGE: dict[Kind, tuple[str, Measure]] = {
    Kind.NO_TEXT: ("pages gave a story", lambda run: Share(run.counts.articles, _tried(run))),
    Kind.NO_TITLES: ("articles have a title", lambda run: Share(run.counts.with_title, run.counts.articles)),
    Kind.NO_DATES: ("articles have a date", lambda run: Share(run.counts.with_date, run.counts.articles)),
    Kind.NO_AUTHORS: ("articles have an author", lambda run: Share(run.counts.with_author, run.counts.articles)),
}


def judge(past: Past, now: float) -> list[Finding]:
    """What is wrong with a source, the gravest first; `now` in seconds since 1970."""
    outage = _outage(past.latest) or _partial_outage(past, now)
    coverage = [found for kind in COVERAGE if (found := _coverage(past, kind, now))]
    coverage += [found for found in (_shorter(past, now),) if found]
    template = _template(past, coverage, now)
    silent = None if outage else _silence(past, now)
    return [found for found in (outage, silent, *coverage, template) if found]


def is_down(run: Seen) -> bool:
    """Whether no list and no new story of a source could be had in a run, though it was tried."""
    return run.counts.failed > 0 and not (run.counts.answered or run.counts.articles)


def is_tried(run: Seen) -> bool:
    """Whether a run asked a source for a list or a new story; articles looked at again tell nothing of it."""
    return bool(run.counts.failed or run.counts.answered or run.counts.articles)


def down_in_a_row(latest: Sequence[Seen]) -> list[Seen]:
    """The latest of the runs that tried a source in which nothing of it could be had, the oldest first."""
    tried = [run for run in latest if is_tried(run)]
    return list(takewhile(is_down, reversed(tried)))[::-1]


def _since(past: Past, kind: Kind, now: float) -> int | None:
    """The first run that showed a trouble which is open, unless it is so old that it is usual by now."""
    run, at = past.open.get(kind, (None, now))
    return None if now - at > OLD else run


def _is_open(past: Past, kind: Kind, now: float) -> bool:
    return _since(past, kind, now) is not None


def _outage(latest: Sequence[Seen]) -> Finding | None:
    """Nothing could be had in the latest runs in a row."""
    down = down_in_a_row(latest)
    if len(down) < IN_A_ROW:
        return None
    first, last = down[0], down[-1]
    reasons = Counter(last.counts.dropped) + Counter(last.counts.lost_lists)
    told = f"nothing could be had in {len(down)} runs in a row: {_most(reasons)}"
    refused = sum(last.counts.statuses.get(status, 0) for status in REFUSALS)
    kind = Kind.REFUSED if refused else Kind.ROBOTS if reasons.get("robots") == reasons.total() else Kind.FAILING
    return Finding(kind, told, first.run, first.at)


def _partial_outage(past: Past, now: float) -> Finding | None:
    """Stories, or pages of links, that could be had before; runs in which nothing could are told elsewhere."""
    eventful, latest = ([run for run in runs if not is_down(run)] for runs in (past.eventful, past.latest))
    measures: tuple[tuple[Kind, str, Sequence[Seen], Measure], ...] = (
        (Kind.REFUSED, "stories", eventful, lambda run: _beside(run, _refused(run))),
        (Kind.ROBOTS, "stories", eventful, lambda run: _beside(run, run.counts.dropped.get("robots", 0))),
        (Kind.FAILING, "stories", eventful, lambda run: _beside(run, _failed(run))),
        (Kind.FAILING, "runs had all pages of links", latest, _with_all_lists),
    )
    for kind, what, runs, measure in measures:
        if found := fall(runs, measure, _since(past, kind, now)):
            last = next((run for run in reversed(runs) if measure(run).part < measure(run).whole), found.first)
            reasons = _most(Counter(last.counts.lost_lists if "links" in what else last.counts.dropped))
            words = what if "links" in what else f"{what} could be had"
            told = f"{found.now} {words} of late, {found.before} before: {reasons}"
            return Finding(kind, told, found.first.run, found.first.at)
    return None


def _silence(past: Past, now: float) -> Finding | None:
    """No news for much longer than is usual."""
    if past.news_at is None or len(past.quiets) < FEWEST_QUIETS:
        return None
    quiet, longest = now - past.news_at, past.quiets[0]
    newest = [run.at for run in past.eventful if run.counts.new]
    mean = (newest[-1] - newest[0]) / (len(newest) - 1) if len(newest) > 1 else longest
    at_least = 0.0 if past.news_at - past.first_at >= KNOWN_AFTER else LONG_FOR_A_NEW_ONE
    if quiet <= max(TIMES_LONGEST * longest, TIMES_MEAN * mean, at_least):
        return None
    told = f"no news since {moment(past.news_at)}, for {span(quiet)}; it was never quiet for more than {span(longest)}"
    after = next((run for run in past.latest if run.at > past.news_at), past.latest[-1])
    return Finding(Kind.NO_NEWS, told, after.run, past.news_at)


def _coverage(past: Past, kind: Kind, now: float) -> Finding | None:
    what, measure = COVERAGE[kind]
    found = fall(past.eventful, measure, _since(past, kind, now))
    if found is None:
        return None
    told = f"{found.now} {what} of late, {found.before} before"
    return Finding(kind, told, found.first.run, found.first.at)


def _shorter(past: Past, now: float) -> Finding | None:
    """Stories are much shorter than they were."""
    before, late = _parted(past, Kind.SHORT_TEXT, now)
    if not late:
        return None
    usual, length = median(map(_length, before)), median(map(_length, late))
    is_open = _is_open(past, Kind.SHORT_TEXT, now)
    threshold = usual * (SHORTER + (1 - SHORTER) * WAY_BACK if is_open else SHORTER)
    if length >= threshold or (not is_open and sum(_length(run) < threshold for run in late) < LOW_RUNS):
        return None
    told = f"stories have {length:,.0f} characters of late, {usual:,.0f} before"
    return Finding(Kind.SHORT_TEXT, told, late[0].run, late[0].at)


def _template(past: Past, coverage: Sequence[Finding], now: float) -> Finding | None:
    """Pages are built otherwise: several things fell together, or what is removed from them has changed."""
    if len(coverage) > 1:
        first = min(coverage, key=lambda found: found.run)
        what = ", ".join(str(found.kind).replace("_", " ") for found in coverage)
        return Finding(Kind.TEMPLATE, f"its pages have changed: {what} at once", first.run, first.at)
    before, late = _parted(past, Kind.TEMPLATE, now)
    if not late:
        return None
    usual, removed = _removed(before), _removed(late)
    spread = pstdev([_removed([run]) for run in before])
    threshold = max(MOVED, DEVIATIONS * spread) * (WAY_BACK if _is_open(past, Kind.TEMPLATE, now) else 1)
    if abs(removed - usual) < threshold:
        return None
    told = f"{removed:.0%} of the paragraphs are no story of late, {usual:.0%} before: its pages have changed"
    return Finding(Kind.TEMPLATE, told, late[0].run, late[0].at)


def _parted(past: Past, kind: Kind, now: float) -> tuple[list[Seen], list[Seen]]:
    """The runs that tell what is usual, and those of late; neither, where there are too few."""
    told = [run for run in past.eventful if run.counts.articles]
    since = _since(past, kind, now)
    first, articles = len(told), 0
    while first > 0 and (articles < LENGTHS or len(told) - first < LOW_RUNS):
        if since is not None and told[first - 1].run < since:
            break
        first -= 1
        articles += told[first].counts.articles
    late, before = told[first:], [run for run in told[:first] if since is None or run.run < since]
    enough = len(before) >= FEWEST_RUNS and sum(run.counts.articles for run in before) >= FEWEST_BEFORE
    return (before, late) if enough and articles >= LENGTHS else ([], [])


def _length(run: Seen) -> float:
    return run.counts.characters / run.counts.articles


def _removed(runs: Sequence[Seen]) -> float:
    removed, kept = sum(run.counts.removed for run in runs), sum(run.counts.paragraphs for run in runs)
    return removed / max(1, removed + kept)


def _tried(run: Seen) -> int:
    return run.counts.articles + sum(number for reason, number in run.counts.dropped.items() if reason in NO_STORY)


def _beside(run: Seen, bad: int) -> Share:
    return Share(run.counts.articles, run.counts.articles + bad)


def _refused(run: Seen) -> int:
    return sum(run.counts.dropped.get(f"http_{status}", 0) for status in REFUSALS)


def _failed(run: Seen) -> int:
    return sum(
        number
        for reason, number in run.counts.dropped.items()
        if reason not in NO_STORY | OBEYED and reason.removeprefix("http_") not in REFUSALS
    )


def _with_all_lists(run: Seen) -> Share:
    return Share(int(not run.counts.lost_lists), int(bool(run.counts.lists or run.counts.lost_lists)))


def _most(reasons: Counter[str]) -> str:
    """The most frequent reasons, in words.

    >>> _most(Counter({"http_403": 4, "timeout": 1}))
    'http 403 (4), timeout (1)'
    """
    return ", ".join(f"{reason.replace('_', ' ')} ({number})" for reason, number in reasons.most_common(3))
