"""An explanation as it is shown, on the terminal or as a page: plain words, nothing yet escaped or coloured."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

from newsieve.article import Article
from newsieve.report.delay import moment


class Kind(StrEnum):
    """How a part is shown."""

    KEPT = "kept"
    REMOVED = "removed"
    OUTSIDE = "outside"  # not amid the story at all


@dataclass(frozen=True, slots=True)
class Part:
    """A block or paragraph; `label` says in a word why it is none of the story's, `note` adds to it."""

    text: str
    kind: Kind = Kind.KEPT
    label: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """An article of a story: who ran it, when, how much later than the first, how it relates to the canonical one."""

    id: str
    site: str
    url: str
    title: str
    when: str
    later: str
    relation: str = ""
    marks: tuple[str, ...] = ()  # "this one", "canonical"


@dataclass(frozen=True, slots=True)
class Explanation:
    """One page or article: its metadata, its parts in order, and where it stands among others.

    `aside` are removed paragraphs whose place is not known any more; `related` are verified pairs outside the story.
    """

    target: str
    title: str
    verdict: str
    facts: tuple[tuple[str, str], ...]
    parts: tuple[Part, ...]
    aside: tuple[Part, ...] = ()
    standing: str = ""
    story: tuple[Telling, ...] = ()
    related: tuple[Telling, ...] = ()
    kept: str = "kept"

    @property
    def counts(self) -> dict[str, int]:
        """How many parts have each label, most first; what is outside the story last."""
        parts = [*self.parts, *self.aside]
        removed = Counter(part.label for part in parts if part.kind is Kind.REMOVED)
        outside = Counter(part.label for part in parts if part.kind is Kind.OUTSIDE)
        return dict([*removed.most_common(), *outside.most_common()])

    @property
    def kept_parts(self) -> int:
        """How many parts are kept."""
        return sum(part.kind is Kind.KEPT for part in self.parts)


def words_of(name: str) -> str:
    """A value of an enumeration as words.

    >>> words_of("photo_credit")
    'photo credit'
    """
    return name.replace("_", " ")


def number(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun.

    >>> number(1, "block"), number(2, "block"), number(2, "story", "stories")
    ('1 block', '2 blocks', '2 stories')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def facts_of(article: Article) -> tuple[tuple[str, str], ...]:
    """What is known of an article besides its text, without what is not known."""
    paywalled = {True: "not free to read", False: "free to read", None: ""}[article.paywalled]
    told = (
        ("site", article.site),
        ("published", moment(article.published) if article.published else ""),
        ("modified", moment(article.modified) if article.modified else ""),
        ("authors", ", ".join(article.authors)),
        ("language", article.language),
        ("section", article.section),
        ("tags", ", ".join(article.tags)),
        ("names as source", article.original_source),
        ("pictures", number(len(article.images), "picture") if article.images else ""),
        ("access", paywalled),
        ("id", article.id),
        ("url", article.url),
        ("canonical url", article.canonical_url if article.canonical_url != article.url else ""),
        ("original url", article.original_url),
    )
    return tuple((name, value) for name, value in told if value)
