"""Documents judged inside a store: kept there, among everything it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from newsieve.article import PARAGRAPH_BREAK, Article, Verdict
from newsieve.dedup import Document
from newsieve.errors import BadURL
from newsieve.store import Store
from newsieve.urls import article_id, bounded, is_http, page_key, site_of

BATCH = 500


def verdicts_in_store(
    documents: Sequence[Document], store: str, progress: Callable[[int, int], None]
) -> dict[str, Verdict]:
    """Save the documents as articles, settle, and tell each one's verdict by the document's id.

    An article that a crawl has stored is not overwritten: it knows more than a record tells.
    A verdict names documents of the call by their ids, articles that were in the store before by the store's.
    """
    articles = _articles(documents)
    with Store.open(store) as archive:
        crawled = {one for one, (article, _) in archive.read(a.id for a in articles).items() if _is_crawled(article)}
        for start in range(0, len(articles), BATCH):
            archive.save([a for a in articles[start : start + BATCH] if a.id not in crawled])
            progress(min(start + BATCH, len(articles)), len(articles))
        archive.settle()
        settled = archive.verdicts(article.id for article in articles)
    names = {article.id: document.id for article, document in zip(articles, documents, strict=True)}
    return {names[article.id]: _renamed(settled[article.id], names) for article in articles}


def _is_crawled(article: Article) -> bool:
    return article.fetched_at is not None


def _articles(documents: Sequence[Document]) -> list[Article]:
    """One article per document; a page that stands in the input twice is kept twice."""
    keys: dict[str, Document] = {}
    for document in documents:
        key = _key(document.url)
        keys[bounded(f"record:{document.id}") if key is None or key in keys else key] = document
    return [_article(key, document) for key, document in keys.items()]


def _key(url: str | None) -> str | None:
    try:
        return page_key(url) if url else None
    except BadURL:
        return None


def _article(key: str, document: Document) -> Article:
    return Article(
        id=article_id(key),
        key=key,
        source=document.url or document.id,
        url=document.url or key,
        site=document.site or (site_of(key) if is_http(key) else ""),
        title=document.title,
        paragraphs=tuple(p.strip() for p in document.text.split(PARAGRAPH_BREAK) if p.strip()),
        published=document.published,
    )


def _renamed(verdict: Verdict, names: dict[str, str]) -> Verdict:
    copy_of = verdict.duplicate_of
    return replace(
        verdict,
        cluster=names.get(verdict.cluster, verdict.cluster),
        duplicate_of=names.get(copy_of, copy_of) if copy_of else None,
    )
