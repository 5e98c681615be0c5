"""Which lists of stories a run reads to their end, page by page, so that the next run need not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from newsieve.store import Validators


class Walks:
    """The pages that go on lists, as far as this run walked them; all pages are named by their keys."""

    def __init__(self) -> None:
        self._before: defaultdict[str, set[str]] = defaultdict(set)  # page → those that led to it
        self._stories: defaultdict[str, list[str]] = defaultdict(list)  # page that was read → its new stories
        self.versions: dict[str, Validators] = {}  # of pages that were read

    def goes_on(self, page: str, following: str) -> None:
        """The page that follows was asked for."""
        self._before[following].add(page)

    def reads(self, page: str, stories: Iterable[str]) -> None:
        """A page came; these of its stories are new, and all of them were asked for."""
        self._stories[page].extend(stories)

    def whole(self, known: Callable[[Iterable[str]], set[str]]) -> set[str]:
        """The pages from which on all pages came and all stories are `known`."""
        obtained = known({story for stories in self._stories.values() for story in stories})
        lost = [page for page, stories in self._stories.items() if not obtained.issuperset(stories)]
        lost += self._before.keys() - self._stories.keys()
        broken = set[str]()
        while lost:
            page = lost.pop()
            if page not in broken:
                broken.add(page)
                lost.extend(self._before.get(page, ()))
        return self._stories.keys() - broken
