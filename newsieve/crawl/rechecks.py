"""How the pages of stored articles are asked for again; `overdue` tells which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from scrapy import Request

from newsieve.article import Hints, Recheck
from newsieve.crawl.overdue import MOST
from newsieve.store import Check

RECHECK = "recheck"  # in a request's meta: what it looks at again, as JSON has it
PRIORITY = -10  # after all that is new


class Budget:
    """How many articles of each scope are still to be looked at again in this run."""

    def __init__(self) -> None:
        self._used = Counter[int]()

    def takes(self, scope: int) -> bool:
        """Whether there is room for one more, which is then taken."""
        self._used[scope] += 1
        return self._used[scope] <= MOST


def recheck_request(request: Request, check: Check) -> Request:
    """A request for a story as one that looks at it again; it stays the same wherever it is redirected to."""
    told = {"id": check.recheck.id, "prompted": check.recheck.prompted, "etag": check.etag, "modified": check.modified}
    meta = {name: value for name, value in request.meta.items() if name != "quota"}
    meta |= {RECHECK: told, "hints": _filled(meta.get("hints") or Hints(), check.hints)}
    return request.replace(meta=meta, priority=PRIORITY, dont_filter=True)


def _filled(said: Hints, known: Hints) -> Hints:
    """What a feed says of an article, else what the store knows: a page that leaves it out has not changed.

    When it was first published, the store knows better: a feed may tell the time of the change.
    """
    return replace(
        said,
        title=said.title or known.title,
        published=known.published or said.published,
        authors=said.authors or known.authors,
        language=said.language or known.language,
    )


def recheck_of(request: Request | None) -> Recheck | None:
    """The article that a request looks at again, if it does."""
    told = request.meta.get(RECHECK) if request is not None else None
    return Recheck(told["id"], told["prompted"]) if told else None


def conditions_of(request: Request) -> Iterator[tuple[str, str]]:
    """The headers by which a server is asked whether an article's page has changed; none once it is redirected."""
    told = request.meta[RECHECK]
    if "redirect_urls" not in request.meta:
        if told["etag"]:
            yield "If-None-Match", told["etag"]
        if told["modified"]:
            yield "If-Modified-Since", told["modified"]
