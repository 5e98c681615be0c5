"""One article beside the truth about its page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime

from newsieve.article import Article, RemovalReason
from newsieve.demo.truth import PageTruth

FEWEST_WORDS_WITHIN = 2  # a single word proves nothing inside a longer text


@dataclass(frozen=True, slots=True)
class PageMarks:
    """What is right and wrong about one page, or, added up, about many.

    `kept` counts paragraphs that came out whole and alone; `lost` are those that did not come out, `glued` those
    that came out within a longer one, `extra` are texts from nowhere. `junk_left` and `junk_texts` go together.
    `titles`, `dates` and `authors` count pages where they are right, `disordered` pages whose
    paragraphs changed places.
    """

    kept: int = 0
    lost: tuple[str, ...] = ()
    glued: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    junk_gone: tuple[RemovalReason, ...] = ()
    junk_left: tuple[RemovalReason, ...] = ()
    junk_texts: tuple[str, ...] = ()
    titles: int = 0
    dates: int = 0
    authors: int = 0
    disordered: int = 0

    def __add__(self, other: PageMarks) -> PageMarks:
        """Both together."""
        return PageMarks(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))


def mark_page(page: PageTruth, article: Article) -> PageMarks:
    """The marks of one article."""
    got = [plain(text) for text in article.story]
    true = [plain(text) for text in page.paragraphs]
    kept = [text for text in true if text in got]
    foreign = [text for text in got if text not in set(true)]
    glued = [text for text in true if text not in got and any(text in longer for longer in foreign)]
    left = [junk for junk in page.junk if _stands_in(plain(junk.text), foreign)]
    return PageMarks(
        kept=len(kept),
        lost=tuple(text for text in true if text not in got and text not in glued),
        glued=tuple(glued),
        extra=tuple(text for text in foreign if not _explained(text, page, true)),
        junk_gone=tuple(junk.kind for junk in page.junk if junk not in left),
        junk_left=tuple(junk.kind for junk in left),
        junk_texts=tuple(junk.text for junk in left),
        titles=int(plain(article.title or "") == plain(page.title)),
        dates=int(same_moment(article.published, page.published)),
        authors=int(_same_people(article.authors, page)),
        disordered=int([text for text in got if text in set(true)] != kept),
    )


def plain(text: str) -> str:
    r"""The text with one kind of space and composed letters.

    >>> plain("  two\u00a0words ")
    'two words'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


def same_moment(got: str | None, told: str) -> bool:
    """Whether a date is the one that the page tells: the same day, and the same minute where both have a time.

    >>> same_moment("2025-03-14T10:05:00+01:00", "2025-03-14T09:05:00+00:00"), same_moment("2025-03-13", "2025-03-14")
    (True, False)
    """
    a, b = _moment(got), _moment(told)
    if isinstance(a, datetime) and isinstance(b, datetime):
        return abs((a - b).total_seconds()) < 60
    return a is not None and _day(a) == _day(b)


def _moment(text: str | None) -> date | datetime | None:
    try:
        if text and len(text) == len("2025-03-14"):
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(moment: date | datetime | None) -> date | None:
    return moment.astimezone(UTC).date() if isinstance(moment, datetime) else moment


def _same_people(got: Iterable[str], page: PageTruth) -> bool:
    """Whether exactly the page's authors were found; where it names none, an agency it names may stand for them."""
    found = {plain(name).casefold() for name in got}
    if page.authors:
        return found == {plain(name).casefold() for name in page.authors}
    return found <= {plain(text).casefold() for text in page.tolerated}


def _stands_in(junk: str, foreign: list[str]) -> bool:
    if junk in foreign:
        return True
    if len(junk.split()) < FEWEST_WORDS_WITHIN:
        return False
    within = re.compile(rf"(?<!\w){re.escape(junk)}(?!\w)")
    return any(within.search(text) for text in foreign)


def _explained(text: str, page: PageTruth, true: list[str]) -> bool:
    """Whether a text is junk, a notice, the headline, or made of the story's own paragraphs."""
    known = [plain(t) for t in (*(junk.text for junk in page.junk), *page.tolerated, page.title)]
    if any(text in whole for whole in (*known, *true)):
        return True
    return any(part in text for part in true) or _stands_in_any(known, text)


def _stands_in_any(known: list[str], text: str) -> bool:
    return any(_stands_in(part, [text]) for part in known)
