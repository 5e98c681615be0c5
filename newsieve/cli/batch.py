"""The URLs of one call of `scrape`, and what became of each."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from newsieve.article import Article, Dropped, DropReason, Verdict
from newsieve.dedup import Document, deduplicate
from newsieve.errors import BadURL, UsageError
from newsieve.record import Record, dropped_record, record
from newsieve.store import Store
from newsieve.urls import fetch_key

Outcome = Article | Dropped


class Batch:
    """URLs as given, each to have one outcome; URLs of one page share what was fetched once."""

    def __init__(self, urls: Sequence[str]) -> None:
        self._urls = [url.strip() for url in urls]
        self._keys = {url: _key(url) for url in self._urls}
        by_key = {key: url for url, key in reversed(self._keys.items()) if key is not None}
        self.wanted = [url for url in self._keys if by_key.get(self._keys[url] or "") == url]
        self.outcomes: dict[str, tuple[Outcome, Verdict | None]] = {}  # by key

    def refuse_nothing(self) -> None:
        """Raise UsageError where no URL is left to fetch."""
        if not self._urls:
            raise UsageError("no URL given: name one, or a file of them with -i FILE")
        if not self.wanted:
            raise UsageError("; ".join(str(_refused(url)) for url in self._keys))

    def take(self, outcome: Outcome, verdict: Verdict | None) -> None:
        """Note an outcome of the crawl."""
        self.outcomes[self._keys.get(outcome.source) or outcome.source] = outcome, verdict

    def records(self, store: str | None, *, complete: bool) -> Iterator[tuple[Outcome, Record]]:
        """Outcome and record of every URL in the order given; where the crawl is not `complete`, of those done."""
        settled = self._settled(store)
        for url in self._urls:
            outcome = self._outcome(url, complete)
            if outcome is not None:
                yield outcome, _record(outcome, settled)

    def _outcome(self, url: str, complete: bool) -> Outcome | None:
        key = self._keys[url]
        if key is None:
            bad = _refused(url)
            return Dropped(bad.url, bad.url, DropReason.BAD_URL, bad.problem.removeprefix("is no URL: "))
        if key in self.outcomes:
            return replace(self.outcomes[key][0], source=url)
        lost = Dropped(url, url, DropReason.STAGE_FAILED, "the crawl ended without a word on this page", key)
        return lost if complete else None

    def _settled(self, store: str | None) -> Mapping[str, tuple[Article, Verdict]]:
        """The articles and verdicts of the settled store; without a store these articles among themselves."""
        articles = {outcome.id: outcome for outcome, _ in self.outcomes.values() if isinstance(outcome, Article)}
        if store is not None:
            with Store.open(store) as archive:
                return archive.read(articles)
        verdicts = deduplicate(map(Document.of, articles.values())).verdicts
        return {one: (article, verdicts[one]) for one, article in articles.items()}


def read_urls(path: str) -> list[str]:
    """The URLs of a file, one a line ("-": standard input); blank lines and lines that begin with # do not count."""
    try:
        text = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except OSError as error:
        raise UsageError(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None
    lines = (line.strip() for line in text.decode("utf-8-sig", "replace").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _key(url: str) -> str | None:
    try:
        return fetch_key(url)
    except BadURL:
        return None


def _refused(url: str) -> BadURL:
    """Why this URL is not fetched."""
    try:
        fetch_key(url)
    except BadURL as error:
        return error
    return BadURL(url)


def _record(outcome: Outcome, settled: Mapping[str, tuple[Article, Verdict]]) -> Record:
    if isinstance(outcome, Dropped):
        return dropped_record(outcome)
    article, verdict = settled.get(outcome.id, (outcome, None))
    return record(replace(article, source=outcome.source), verdict)
