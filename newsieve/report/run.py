"""What a summary is made from: a run's report and a store's figures, whoever made them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from newsieve.article import Dropped


class RunFigures(Protocol):
    """What one run came to; `crawl`'s report is one. The dicts count by reason."""

    @property
    def fetched(self) -> int:
        """Pages fetched."""

    @property
    def articles(self) -> int:
        """New articles."""

    @property
    def again(self) -> int:
        """Articles that were stored before and were fetched anew."""

    @property
    def rechecked(self) -> int:
        """Articles that were looked at again."""

    @property
    def changed(self) -> int:
        """Those of them that read otherwise."""

    @property
    def moved(self) -> int:
        """Those that have another URL."""

    @property
    def gone(self) -> int:
        """Those that are not to be had any more."""

    @property
    def missed(self) -> int:
        """Those whose server failed."""

    @property
    def known(self) -> int:
        """Pages not fetched because the store had them."""

    @property
    def unchanged(self) -> int:
        """Pages of links that were as they had been."""

    @property
    def dropped(self) -> Mapping[str, int]:
        """Pages without an article."""

    @property
    def removed(self) -> Mapping[str, int]:
        """Paragraphs removed."""

    @property
    def copies(self) -> int:
        """Articles of this run that duplicate another."""

    @property
    def failures(self) -> Sequence[Dropped]:
        """What could not be had."""

    @property
    def troubled(self) -> Mapping[str, str]:
        """Hosts that failed again and again, and what was done."""

    @property
    def held(self) -> Mapping[str, str]:
        """Hosts and sources that were not to be asked, and why."""

    @property
    def queued(self) -> int:
        """Requests that wait because of that."""

    @property
    def seconds(self) -> float:
        """How long it took."""

    @property
    def interrupted(self) -> bool:
        """Whether it was broken off."""


class StoreFigures(Protocol):
    """What a store holds."""

    @property
    def articles(self) -> int:
        """Articles."""

    @property
    def stories(self) -> int:
        """Stories."""

    @property
    def copies(self) -> int:
        """Articles that duplicate another."""


class MemberFigures(Protocol):
    """One article of a story."""

    @property
    def site(self) -> str:
        """Who ran it."""

    @property
    def published(self) -> str | None:
        """When, ISO 8601."""


class StoryFigures(Protocol):
    """A story and the articles that tell it, in order of publication."""

    @property
    def title(self) -> str | None:
        """Its headline."""

    @property
    def members(self) -> Sequence[MemberFigures]:
        """Its articles."""
