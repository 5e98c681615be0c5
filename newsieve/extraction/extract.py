"""One page to one article: decode, parse once, read what it says of itself, find the story, clean it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from newsieve.article import Article, Dropped, DropReason, Image, Page, RemovalReason, Removed
from newsieve.cleaning import Block, size
from newsieve.errors import BadURL
from newsieve.extraction.blocks import walk
from newsieve.extraction.decode import decode
from newsieve.extraction.explained import Explained
from newsieve.extraction.given import or_given
from newsieve.extraction.images import picture_texts, read_images
from newsieve.extraction.index import is_index
from newsieve.extraction.kind import other_kind
from newsieve.extraction.metadata import Metadata, read_metadata
from newsieve.extraction.origin import original_source
from newsieve.extraction.parse import parse, strip
from newsieve.extraction.people import clean_names
from newsieve.extraction.prose import is_prose
from newsieve.extraction.story import Sieved, sieve
from newsieve.urls import article_id, page_key, site_of

SHORTEST = 120  # characters of a story, of the Latin kind
BESIDE = 20  # blocks before and after a story in which a note of its origin may stand
WITHOUT_PROSE = 3 * SHORTEST  # characters of a story none of whose blocks reads like a paragraph


def extract(page: Page, *, source: str | None = None) -> Article | Dropped:
    """The article of a page, or why there is none; never raises, whatever the bytes.

    `source` is the input as the caller gave it; it defaults to the URL asked for.
    """
    return explain(page, source=source).outcome


def explain(page: Page, *, source: str | None = None) -> Explained:
    """What `extract` makes of a page, and the verdict on each block that it was made from."""
    outcome = _Outcome(page, page.requested_url if source is None else source)
    if kind := other_kind(page):
        return Explained(outcome.drop(DropReason.NOT_HTML, f"{kind}, not HTML"))
    tree = parse(decode(page.body, page.encoding)) if page.body.strip() else None
    if tree is None:
        return Explained(outcome.drop(DropReason.EMPTY_PAGE, "the page is empty"))
    metadata = read_metadata(tree, page.url, page.hints)
    images = read_images(tree, metadata, page.url)
    captions = picture_texts(tree, images)
    scripts = list(tree.iter("script"))  # they can still be read when they have left the tree
    strip(tree)
    walked = walk(tree)
    blocks = walked.blocks
    story = or_given(sieve(tree, walked, metadata, captions), metadata, scripts)
    problem = _problem(page.url, metadata, blocks, story)
    told = (
        outcome.drop(*problem, title=metadata.title, removed=story.removed)
        if problem
        else outcome.article(metadata, images, blocks, story)
    )
    return Explained(told, blocks, story.start, story.verdicts, story.chances)


def _problem(url: str, metadata: Metadata, blocks: Sequence[Block], story: Sieved) -> tuple[DropReason, str] | None:
    """Why a page gives no article, in a word and in a line; None where it gives one."""
    if not blocks and not story.kept:
        return DropReason.EMPTY_PAGE, "the page has no text"
    if is_index(url, metadata, blocks, story.kept):
        return DropReason.INDEX_PAGE, "the page lists stories and tells none"
    length = sum(size(block.text) for block in story.kept)
    if length < WITHOUT_PROSE and not any(map(is_prose, story.kept)):
        return DropReason.NO_TEXT, "no text that reads like a story"
    if length < SHORTEST:
        return DropReason.TOO_SHORT, f"less than {SHORTEST} characters of text"
    return None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What every outcome of one page says of the page."""

    page: Page
    source: str

    @property
    def key(self) -> str:
        try:
            return page_key(self.page.url)
        except BadURL:
            return self.page.url

    def drop(
        self, reason: DropReason, detail: str, title: str | None = None, removed: tuple[Removed, ...] = ()
    ) -> Dropped:
        page = self.page
        return Dropped(
            source=self.source,
            url=page.url,
            reason=reason,
            detail=detail,
            key=self.key,
            title=title,
            removed=removed,
            fetched_at=page.fetched_at,
            outlet=page.outlet,
            lease=page.lease,
            recheck=page.recheck,
        )

    def article(self, metadata: Metadata, images: tuple[Image, ...], blocks: Sequence[Block], story: Sieved) -> Article:
        page, key = self.page, self.key
        return Article(
            id=article_id(key),
            key=key,
            source=self.source,
            url=page.url,
            site=site_of(page.url, page.outlet),
            title=metadata.title,
            paragraphs=tuple(block.text for block in story.kept),
            canonical_url=metadata.canonical_url,
            original_url=metadata.original_url,
            authors=metadata.authors or _signed(story.removed, metadata),
            published=metadata.published,
            modified=metadata.modified,
            language=metadata.language,
            section=metadata.section,
            tags=metadata.tags,
            images=images,
            paywalled=metadata.paywalled,
            original_source=original_source(metadata, _around(blocks, story), story.kept),
            removed=story.removed,
            fetched_at=page.fetched_at,
            etag=page.headers.get("etag"),
            last_modified=page.headers.get("last-modified"),
            outlet=page.outlet,
            via=page.via,
            lease=page.lease,
            recheck=page.recheck,
        )


def _around(blocks: Sequence[Block], story: Sieved) -> Sequence[Block]:
    """The blocks of a story and some beside it; all of them where the story was not found among them."""
    end = story.start + len(story.verdicts)
    return blocks[max(0, story.start - BESIDE) : end + BESIDE] if story.verdicts else blocks


def _signed(removed: Sequence[Removed], metadata: Metadata) -> tuple[str, ...]:
    """Who the bylines in the text name, where nothing else does."""
    lines = [r.text for r in removed if r.reason is RemovalReason.BYLINE and metadata.words.starts("by", r.text)]
    return clean_names(tuple(lines[:2]), metadata.words, metadata.site_names)
