"""How good was a crawl of the made-up web? Its articles and verdicts beside the truth."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from newsieve.article import Article, RemovalReason, Verdict
from newsieve.demo.compare import PageMarks, mark_page
from newsieve.demo.truth import PageTruth, Truth
from newsieve.urls import page_key

Result = tuple[Article, Verdict]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: what was counted, how many right, how many wrong."""

    what: str
    right: int
    wrong: int

    @property
    def share(self) -> float:
        """The right ones' share, 0..1; 1 where there was nothing to count."""
        total = self.right + self.wrong
        return self.right / total if total else 1.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One error: where, what kind, and the text or URL concerned."""

    url: str
    what: str
    text: str


@dataclass(frozen=True, slots=True)
class Clusters:
    """How stories were brought together; pairs are pairs of stored pages of one story.

    `false_merges` are clusters that hold more than one story; `originals_*` count the syndicated stories whose
    cluster is led by the agency's own page, or is not.
    """

    copies_found: int
    copies_missed: int
    false_merges: int
    clusters: int
    originals_right: int
    originals_wrong: int


@dataclass(frozen=True, slots=True)
class Judged:
    """The comparison; `strangers` are URLs stored as articles that are none, `findings` every error found."""

    found: int
    missed: int
    marks: PageMarks
    clusters: Clusters
    strangers: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def junk_left(self) -> Mapping[RemovalReason, int]:
        """Pieces of junk that stayed in the text, by kind."""
        return Counter(self.marks.junk_left)

    def table(self) -> list[Row]:
        """The figures, ready to be printed: articles, paragraphs, junk by kind, metadata, copies, merges."""
        marks, clusters = self.marks, self.clusters
        left, gone = Counter(marks.junk_left), Counter(marks.junk_gone)
        return [
            Row("articles found / missed", self.found, self.missed),
            Row("articles / other pages taken for one", self.found, len(self.strangers)),
            Row("story paragraphs kept / lost", marks.kept, len(marks.lost)),
            Row("story paragraphs kept / glued to other text", marks.kept, len(marks.glued)),
            Row("story paragraphs kept / other text left", marks.kept, len(marks.extra)),
            Row("pages in order / out of order", self.found - marks.disordered, marks.disordered),
            Row("junk removed / left", gone.total(), left.total()),
            *(Row(f"junk: {kind.value}", gone[kind], left[kind]) for kind in RemovalReason if gone[kind] + left[kind]),
            Row("titles right / wrong", marks.titles, self.found - marks.titles),
            Row("dates right / wrong", marks.dates, self.found - marks.dates),
            Row("authors right / wrong", marks.authors, self.found - marks.authors),
            Row("copies found / missed (pairs)", clusters.copies_found, clusters.copies_missed),
            Row("clusters of one story / of several", clusters.clusters - clusters.false_merges, clusters.false_merges),
            Row("originals named / not named", clusters.originals_right, clusters.originals_wrong),
        ]


def judge(truth: Truth, results: Iterable[Result]) -> Judged:
    """Compare what a crawl stored with what the pages hold. Pure; the order of `results` does not matter."""
    pages = _by_key(truth)
    known: list[tuple[PageTruth, Article, Verdict]] = []
    strangers: list[str] = []
    for article, verdict in results:
        page = pages.get(page_key(article.url))
        if page:
            known.append((page, article, verdict))
        else:
            strangers.append(article.url)
    first = _one_per_page(known)
    marked = {url: mark_page(page, article) for url, (page, article) in first.items()}
    clusters, merged = _clusters(known)
    missed = [page.url for page in truth.pages if page.url not in first]
    return Judged(
        found=len(first),
        missed=len(missed),
        marks=sum(marked.values(), PageMarks()),
        clusters=clusters,
        strangers=tuple(sorted(strangers)),
        findings=(
            *(Finding(url, "missed", "") for url in missed),
            *(Finding(url, "stranger", "") for url in sorted(strangers)),
            *(finding for url, marks in marked.items() for finding in _findings(url, marks)),
            *(Finding(url, "false merge", story) for url, story in merged),
        ),
    )


def _by_key(truth: Truth) -> dict[str, PageTruth]:
    by_url = {page.url: page for page in truth.pages}
    aliases = {page_key(alias): by_url[target] for alias, target in truth.aliases.items()}
    return aliases | {page_key(url): page for url, page in by_url.items()}


def _one_per_page(known: list[tuple[PageTruth, Article, Verdict]]) -> dict[str, tuple[PageTruth, Article]]:
    """Each page's own article, else the one stored under another of its URLs."""
    ordered = sorted(known, key=lambda k: (page_key(k[1].url) != page_key(k[0].url), k[1].id))
    chosen: dict[str, tuple[PageTruth, Article]] = {}
    for page, article, _ in ordered:
        chosen.setdefault(page.url, (page, article))
    return chosen


def _findings(url: str, marks: PageMarks) -> Iterator[Finding]:
    yield from (Finding(url, "lost", text) for text in marks.lost)
    yield from (Finding(url, "glued", text) for text in marks.glued)
    yield from (Finding(url, "extra", text) for text in marks.extra)
    left = zip(marks.junk_left, marks.junk_texts, strict=True)
    yield from (Finding(url, f"junk: {kind.value}", text) for kind, text in left)
    wrong = {"title": marks.titles, "date": marks.dates, "authors": marks.authors}
    yield from (Finding(url, f"wrong {what}", "") for what, right in wrong.items() if not right)


def _clusters(known: list[tuple[PageTruth, Article, Verdict]]) -> tuple[Clusters, list[tuple[str, str]]]:
    stories: dict[str, list[tuple[PageTruth, Article, Verdict]]] = defaultdict(list)
    members: dict[str, dict[str, str]] = defaultdict(dict)  # cluster → story → one of its pages
    for entry in known:
        page, _, verdict = entry
        stories[page.story].append(entry)
        members[verdict.cluster].setdefault(page.story, page.url)
    pairs = [a[2].cluster == b[2].cluster for entries in stories.values() for a, b in combinations(entries, 2)]
    merges = [(url, story) for held in members.values() if len(held) > 1 for story, url in held.items()]
    originals = [right for entries in stories.values() for right in _led_by_original(entries)]
    counted = Clusters(
        copies_found=sum(pairs),
        copies_missed=len(pairs) - sum(pairs),
        false_merges=sum(len(held) > 1 for held in members.values()),
        clusters=len(members),
        originals_right=sum(originals),
        originals_wrong=len(originals) - sum(originals),
    )
    return counted, merges


def _led_by_original(entries: list[tuple[PageTruth, Article, Verdict]]) -> Iterator[bool]:
    """Whether the copies of a story are led by the agency's page; nothing where that was not stored or not copied."""
    own = {article.id for page, article, _ in entries if page.kind == "wire"}
    copies = [verdict for page, _, verdict in entries if page.kind == "copy"]
    if own and copies:
        yield all(verdict.cluster in own for verdict in copies)
