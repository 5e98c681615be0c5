"""The shapes that travel: a page comes in, an article or a drop comes out.

All are frozen and slotted; a stage that changes something makes a new one with `dataclasses.replace`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

PARAGRAPH_BREAK = "\n\n"


class DropReason(StrEnum):
    """Why a page gave no article."""

    # the fetch
    BAD_URL = "bad_url"  # no http(s) URL
    REFUSED = "refused"  # leads where no page may lead: this machine, a private network, file:, …
    ROBOTS = "robots"  # robots.txt does not allow it, or the server failed to give it
    NOT_NOW = "not_now"  # its host or source is not to be asked now: a rest, the hours, a budget
    UNREACHABLE = "unreachable"  # name not found, refused, broken off, bad certificate
    TIMEOUT = "timeout"  # the server did not answer in time
    TRAP = "trap"  # many pages with such a URL brought no story
    HTTP_ERROR = "http_error"  # a final status that is no success
    TOO_LARGE = "too_large"  # over the size limit after decompression
    # the publisher's word
    NOARCHIVE = "noarchive"  # the page asks not to be kept
    TDM_RESERVED = "tdm_reserved"  # text and data mining is reserved
    # the page
    NOT_HTML = "not_html"  # PDF, image, JSON, …
    EMPTY_PAGE = "empty_page"  # no body, or no text in it
    INDEX_PAGE = "index_page"  # a list of stories, not a story
    NO_TEXT = "no_text"  # nothing that reads like a story
    TOO_SHORT = "too_short"  # less text than a story has
    # the work
    EXTRACTION_TIMEOUT = "extraction_timeout"  # over the time limit for one page
    WORKER_DIED = "worker_died"  # the extracting process died on it, twice
    STAGE_FAILED = "stage_failed"  # an error of ours; the log has the traceback
    NOT_A_FEED = "not_a_feed"  # neither RSS, Atom nor JSON Feed
    NOT_A_SITEMAP = "not_a_sitemap"  # neither a sitemap nor an index of sitemaps
    BROKEN_RECORD = "broken_record"  # a record of an archive that cannot be read
    NO_LINKS = "no_links"  # a home page or section page that leads to no story, section or feed


class RemovalReason(StrEnum):
    """Why a paragraph is not part of the story."""

    PHOTO_CREDIT = "photo_credit"
    CAPTION = "caption"
    HEADLINE = "headline"  # the headline, once more
    BYLINE = "byline"
    TIMESTAMP = "timestamp"
    RELATED = "related"  # related stories, read-more links
    SIGN_UP = "sign_up"  # newsletters, subscriptions, apps
    SHARE = "share"  # share, follow, comment prompts
    COPYRIGHT = "copyright"
    TAGS = "tags"  # topic and keyword lists
    ADVERTISEMENT = "advertisement"
    EMBED = "embed"  # embedded posts and players
    NAVIGATION = "navigation"  # menus, breadcrumbs, headers, footers
    REPEATED = "repeated"  # a pull quote or summary that the story says again, word for word
    UNLIKE_STORY = "unlike_story"  # not like the story, by its form, its place and what stands around it
    SITE_BOILERPLATE = "site_boilerplate"  # repeated by this site across different stories


class Relation(StrEnum):
    """How a copy relates to the article it duplicates."""

    EXACT = "exact"  # the same words
    NEAR = "near"  # the same story, edited
    EXCERPT = "excerpt"  # contained in it
    DIGEST = "digest"  # contains it, and other stories
    REVISION = "revision"  # the same outlet's later version


@dataclass(frozen=True, slots=True)
class Hints:
    """What a feed or sitemap said about a page before it was fetched."""

    title: str | None = None
    published: str | None = None  # ISO 8601
    authors: tuple[str, ...] = ()
    language: str | None = None
    modified: str | None = None  # ISO 8601


@dataclass(frozen=True, slots=True)
class Recheck:
    """That the page of a stored article, named by its id, is asked for again.

    `prompted`: not by the schedule, but by a feed or sitemap that says that the page has changed.
    """

    id: str
    prompted: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page, not yet read.

    `url` is the final URL, `requested_url` the one asked for; `encoding` is the charset of the Content-Type
    header (None where it named none); `headers` has lower-case names; `fetched_at` is aware, in UTC; `outlet` is
    the source's name in sources.toml; `via` says where the URL was found; `lease` is the frontier's; `recheck` says
    that a stored article is looked at again.
    """

    url: str
    requested_url: str
    body: bytes = field(repr=False)  # others' logs show the items that are dropped
    encoding: str | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    fetched_at: datetime | None = None
    outlet: str | None = None
    via: str | None = None
    hints: Hints = Hints()
    lease: str | None = None
    recheck: Recheck | None = None

    @property
    def content_type(self) -> str:
        """The media type without parameters, lower case; empty where undeclared."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Removed:
    """A paragraph that is not part of the story, and why."""

    text: str
    reason: RemovalReason


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the story, with what the page says of it."""

    url: str
    caption: str | None = None
    credit: str | None = None
    alt: str | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """A MinHash signature: `values` are little-endian uint32, one per permutation."""

    values: bytes


@dataclass(frozen=True, slots=True)
class Match:
    """A verdict: this article duplicates `other` (an article's id).

    `similarity` is the Jaccard index of the two texts' shingles, `containment` the share of the smaller one's
    shingles that the larger one holds; both in 0..1.
    """

    other: str
    relation: Relation
    similarity: float
    containment: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where an article stands among the others: its story's cluster, named by the canonical article's id.

    A copy's `duplicate_of` is its cluster's canonical article; the canonical article has None there, and in
    `relation`, `similarity` and `containment`. A digest, which carries several stories and so is none of them, is
    the canonical article of its own cluster, and yet tells in `duplicate_of` the closest of the stories in it.
    """

    cluster: str
    duplicate_of: str | None = None
    relation: Relation | None = None
    similarity: float | None = None
    containment: float | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """A story read off one page.

    `paragraphs` are the story's, as the cleaning rules left them; `boilerplate` are the indices of those that the
    site repeats across stories, so that `text` can be told again when the site's counts change. Dates are
    ISO 8601 with the page's own zone where it has one, or a bare date. `id` is stable: it depends on the `key` alone
    that the page had when it was first found. `etag` and `last_modified` are the server's validators. What a store
    knows beside the page: `gone_at`, since when it is not to be had any more, and how many `versions` of it were seen.
    """

    id: str
    key: str  # the final URL, normalised
    source: str  # the input as given: URL or path
    url: str
    site: str
    title: str | None
    paragraphs: tuple[str, ...]
    canonical_url: str | None = None
    original_url: str | None = None  # rel=canonical towards another site
    authors: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    paywalled: bool | None = None
    original_source: str | None = None  # the outlet or agency the page names as the story's origin
    removed: tuple[Removed, ...] = ()
    boilerplate: frozenset[int] = frozenset()
    fetched_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None
    gone_at: datetime | None = None
    versions: int | None = None
    outlet: str | None = None
    via: str | None = None
    lease: str | None = None
    recheck: Recheck | None = None
    signature: Signature | None = None
    match: Match | None = None

    @property
    def story(self) -> tuple[str, ...]:
        """The paragraphs that are not site boilerplate."""
        return tuple(p for i, p in enumerate(self.paragraphs) if i not in self.boilerplate)

    @property
    def text(self) -> str:
        """The story, paragraphs separated by a blank line."""
        return PARAGRAPH_BREAK.join(self.story)

    @property
    def all_removed(self) -> tuple[Removed, ...]:
        """What the rules removed, then what the site repeats."""
        repeated = (self.paragraphs[i] for i in sorted(self.boilerplate))
        return self.removed + tuple(Removed(p, RemovalReason.SITE_BOILERPLATE) for p in repeated)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A page that gave no article, and why; `detail` is one line for a person."""

    source: str
    url: str
    reason: DropReason
    detail: str = ""
    key: str | None = None
    title: str | None = None
    removed: tuple[Removed, ...] = ()
    fetched_at: datetime | None = None
    outlet: str | None = None
    lease: str | None = None
    status: int | None = None  # of the HTTP answer, where there was one
    recheck: Recheck | None = None


@dataclass(frozen=True, slots=True)
class Unmodified:
    """A stored article whose page, as its server says, reads as it did when it was last looked at."""

    recheck: Recheck
    fetched_at: datetime
    lease: str | None = None
