"""A fortnight of scheduled crawls in minutes: what was fetched beside the least possible, missed, seen to change, told.

usage: python benchmarks/fortnight.py [--runs 300] [--days 14] [--articles 240] [--delay 0.1] [--folder FOLDER]

A made-up web lives through the days on loopback: stories appear, are corrected, move and vanish; one outlet is down for
two days, the stories of another are empty for two. `newsieve crawl --due` is called `--runs` times, each in a process
of its own whose clock is set to the simulated moment; the web moves on between two runs. At the end, what the store
holds is held against what the web has shown.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from newsieve.demo.living import Life, LivingWeb
from newsieve.demo.server import Request
from newsieve.store import Store
from newsieve.urls import page_key

SEEN_BY = timedelta(days=4)  # a correction or an end that comes later than this before the last run may not be seen
DELAYS = ("DOWNLOAD_DELAY", "AUTOTHROTTLE_START_DELAY")  # on loopback the days may pass a little faster,
HURRY = ("-s", "NEWSIEVE_REST_SECONDS=0.2")  # and an outlet that is down need not be waited for
TEACH = "import json, sys; print(sys.stdin.read().strip(), file=open(sys.argv[1], 'a'))"


@dataclass
class Fortnight:
    """What was measured: exit codes, requests of each run, alerts in order with their simulated moment."""

    moments: list[datetime] = field(default_factory=list)
    codes: Counter[int] = field(default_factory=Counter)
    requests: list[tuple[Request, ...]] = field(default_factory=list)
    alerts: list[tuple[datetime, dict[str, object]]] = field(default_factory=list)
    seconds: float = 0.0


def live(web: LivingWeb, folder: Path, runs: int, delay: float) -> Fortnight:
    """Let the days pass, with a crawl every so often."""
    told, done, alerts = folder / "alerts.jsonl", Fortnight(), 0
    (folder / "sources.toml").write_text(web.sources_toml(), "utf-8")
    hook = f"{sys.executable} -c {json.dumps(TEACH)} {told}"
    command = [sys.executable, "-m", "newsieve", "crawl", "--due", str(folder / "sources.toml")]
    command += ["--store", str(folder / "news.db"), "--alert-command", hook]
    command += [*HURRY, *(part for name in DELAYS for part in ("-s", f"{name}={delay}"))]
    begun, step, asked = time.monotonic(), timedelta(days=web.days) / runs, 0
    for number in range(runs):
        moment = web.begin + number * step
        web.show(moment)
        offset = (moment - datetime.now(UTC)).total_seconds()
        environment = {**os.environ, "NEWSIEVE_CLOCK_OFFSET": str(offset)}
        with (folder / "crawls.log").open("a", encoding="utf-8") as log:
            print(f"== {moment:%d %H:%M}", file=log, flush=True)
            code = subprocess.run(command, env=environment, stdout=log, stderr=log, check=False, timeout=300).returncode
        done.codes[code] += 1
        done.moments.append(moment)
        done.requests.append(web.log[asked:])
        asked = len(web.log)
        lines = told.read_text("utf-8").splitlines() if told.exists() else []
        done.alerts += [(moment, json.loads(line)) for line in lines[alerts:]]
        alerts = len(lines)
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {runs} runs", end="", file=sys.stderr)
    done.seconds = time.monotonic() - begun
    return done


@dataclass(frozen=True, slots=True)
class Shown:
    """What the web has shown to somebody who looked at each of the runs' moments."""

    stories: list[Life]
    corrected: list[Life]
    vanished: list[Life]
    moved: list[Life]


def shown(web: LivingWeb, moments: list[datetime]) -> Shown:
    """What there was to be seen; what happened in an outlet that could not be had then is left out."""
    last = moments[-1]
    known = [life for life in web.lives if any(life.published <= m and is_up(web, life, m) for m in moments)]
    early = last - SEEN_BY

    def seen(life: Life, at: datetime | None) -> bool:
        """Whether the story was there at a run before it changed, and long enough after."""
        return at is not None and at <= early and any(life.published <= m < at and is_up(web, life, m) for m in moments)

    return Shown(
        known,
        [life for life in known if seen(life, life.fate.changed)],
        [life for life in known if seen(life, life.fate.removed)],
        [life for life in known if seen(life, life.fate.moved)],
    )


def is_up(web: LivingWeb, life: Life, moment: datetime) -> bool:
    """Whether the story can be read at a moment."""
    there = life.fate.removed is None or moment < life.fate.removed
    return there and web.can_be_read(life.outlet, moment)


def least(web: LivingWeb, done: Fortnight) -> Counter[str]:
    """The fewest requests with which all could have been seen, for one who knows when to ask for what."""
    count = Counter[str]()
    before = datetime.min.replace(tzinfo=UTC)
    for moment in done.moments:
        new = Counter[str]()
        for life in web.lives:
            if before < life.published <= moment:
                new[life.outlet] += 1
            for fate in (life.fate.changed, life.fate.removed, life.fate.moved):
                count["again"] += fate is not None and before < fate <= moment
        count["stories"] += sum(new.values())
        count["lists"] += len(new)
        before = moment
    count["robots.txt"] = len(web.papers) * web.days
    return count


def made(web: LivingWeb, done: Fortnight) -> Counter[str]:
    """The requests that were made, by kind."""
    stories = {page_key(url) for life in web.lives for url in (life.url, life.moved_to) if url}
    count, asked = Counter[str](), set[str]()
    for request in (request for run in done.requests for request in run):
        key = page_key(f"http://{request.host}{request.path}")
        if request.path.endswith("/robots.txt"):
            kind = "robots.txt"
        elif key in stories:
            kind = "again" if key in asked else "stories"
            asked.add(key)
        else:
            kind = "lists"
        count[kind] += 1
        count[f"{kind}, 304"] += request.status == 304
    return count


def busiest(done: Fortnight) -> tuple[int, float]:
    """The most requests that a host got within one second, and the shortest time between two, robots.txt left out."""
    most, shortest = 0, float("inf")
    for run in done.requests:
        times: dict[str, list[float]] = defaultdict(list)
        for request in run:
            if not request.path.endswith("/robots.txt"):
                times[request.host].append(request.at)
        for at in times.values():
            most = max(most, *(sum(t <= other < t + 1 for other in at) for t in at))
            shortest = min([shortest, *(b - a for a, b in pairwise(at))])
    return most, shortest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--days", type=int, default=14)
    parser.add_argument("--articles", type=int, default=240)
    parser.add_argument("--delay", type=float, default=0.1, help="seconds between two requests to a host, more or less")
    parser.add_argument("--folder", type=Path, help="where store, log and alerts are left; else they are deleted")
    call = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary, LivingWeb(articles=call.articles, days=call.days) as web:
        folder = call.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        done = live(web, folder, call.runs, call.delay)
        report(web, done, folder)


def report(web: LivingWeb, done: Fortnight, folder: Path) -> None:
    print(f"{len(done.moments)} runs over {web.days} days, {done.seconds:.0f} s; exit codes {dict(done.codes)}")
    fewest, asked = least(web, done), made(web, done)
    print(f"\n{'requests':<14}{'made':>8}{'of these 304':>14}{'least':>8}")
    for kind in ("stories", "again", "lists", "robots.txt"):
        print(f"{kind:<14}{asked[kind]:>8}{asked[f'{kind}, 304']:>14}{fewest[kind]:>8}")
    whole, bound = sum(asked[kind] for kind in fewest), fewest.total()
    print(f"{'all':<14}{whole:>8}{'':>14}{bound:>8}   {whole / bound:.2f} x")
    most, shortest = busiest(done)
    print(f"\nrequests to one host within a second: at most {most}; shortest time between two {shortest:.3f} s")
    held_against(web, done, folder)
    print("\nalerts")
    for moment, alert in done.alerts:
        print(f"  {moment:%d %b %H:%M}  {json.dumps(alert, ensure_ascii=False)[:160]}")
    print(f"  down {web.down[0]:%d %b %H:%M} to {web.down[1]:%d %b %H:%M}, empty {web.empty[0]:%d %b %H:%M} to "
          f"{web.empty[1]:%d %b %H:%M}")  # fmt: skip


def held_against(web: LivingWeb, done: Fortnight, folder: Path) -> None:
    """Say what of all that was shown the store does not have."""
    there = shown(web, done.moments)
    with Store.open(str(folder / "news.db"), create=False) as store:
        stored = {article.key: article for article, _ in store.articles()}
    corrected = [life for life in there.corrected if says(stored, life)]
    missed = [life for life in there.stories if not keys(life) & stored.keys()]
    print(f"\narticles missed: {len(missed)} of {len(there.stories)}")
    for life in missed[:10]:
        print(f"  {life.published:%d %b %H:%M} {life.url}")
    print(f"corrections seen: {len(corrected)} of {len(there.corrected)}")
    print(f"ends and moves to be seen: {len(there.vanished)}, {len(there.moved)}")


def keys(life: Life) -> set[str]:
    return {page_key(url) for url in (life.url, life.moved_to) if url}


def says(stored: Mapping[str, object], life: Life) -> bool:
    article = next((stored[key] for key in keys(life) if key in stored), None)
    text = getattr(article, "text", "")
    return life.correction is not None and life.correction in text


if __name__ == "__main__":
    main()
