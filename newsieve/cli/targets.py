"""What `explain` is asked about: a page on disk, or what a store knows of a URL or an id."""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

from newsieve.article import Dropped
from newsieve.cli.pages import STDIN, SUFFIX, read_page
from newsieve.dedup import Suppressed
from newsieve.errors import NothingObtained, UsageError
from newsieve.extraction import Explained
from newsieve.extraction import explain as explain_page
from newsieve.report.explain import Explanation, Pair, Side, of_article, of_page, of_two
from newsieve.store import Refused, Standing, Store
from newsieve.urls import is_http

ID = re.compile(r"[0-9a-f]{16}")

Found = Explained | Standing | Refused


def one(target: str, store: str) -> Explanation:
    """The explanation of one target."""
    with _Asked(store) as asked:
        found = asked.about(target)
    match found:
        case Explained():
            return of_page(found, target)
        case Standing():
            return of_article(found, target)
    verdict = f"dropped, {found.reason.replace('_', ' ')}: {found.detail}".rstrip(": ")
    return Explanation(target, found.url, verdict, (), ())


def two(target: str, other: str, store: str) -> Pair:
    """Two targets compared; raises NothingObtained where one gave no article."""
    with _Asked(store) as asked:
        left, right = asked.about(target), asked.about(other)
        return of_two(_side(left, target), _side(right, other), asked.suppressed(), _together(left, right))


class _Asked(ExitStack):
    """A store that is opened when the first target is looked for in it."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._store: Store | None = None

    def about(self, target: str) -> Found:
        if _is_file(target):
            return _read(target)
        if not is_http(target) and not ID.fullmatch(target):
            raise UsageError(f"{target}: no such file, and neither a URL nor an article's id")
        found = self._open().find(target)
        if found is None:
            hint = "newsieve crawl or scrape --store puts it there; a saved page is explained without a store"
            raise NothingObtained(f"{target}: not in {self._open().url} ({hint})")
        return found

    def suppressed(self) -> Suppressed | None:
        return self._store.suppressed() if self._store else None

    def _open(self) -> Store:
        if self._store is None:
            self._store = self.enter_context(Store.open(self._url, create=False))
        return self._store


def _is_file(target: str) -> bool:
    if target == STDIN or (SUFFIX.search(target) and not is_http(target)):
        return True
    try:
        return bool(target) and Path(target).exists()
    except (OSError, ValueError):
        return False


def _read(target: str) -> Explained:
    if target != STDIN and Path(target).is_dir():
        raise UsageError(f"{target}: a folder: expected one page; newsieve clean reads folders")
    page = read_page(target)
    return Explained(page) if isinstance(page, Dropped) else explain_page(page, source=target)


def _side(found: Found, target: str) -> Side:
    if isinstance(found, Standing):
        return Side(target, found.article)
    outcome = found.outcome if isinstance(found, Explained) else found
    if isinstance(outcome, Dropped | Refused):
        raise NothingObtained(f"{target}: gave no article: {outcome.reason}: {outcome.detail}".rstrip(": "))
    return Side(target, outcome)


def _together(left: Found, right: Found) -> str:
    """What the store says of the two."""
    if not (isinstance(left, Standing) and isinstance(right, Standing)):
        return ""
    if left.verdict.cluster == right.verdict.cluster:
        return f"the store has them in one story, led by {left.verdict.cluster}"
    return f"the store has them in two stories, led by {left.verdict.cluster} and {right.verdict.cluster}"
