"""What storing an article costs, against how many are stored already; what the index takes on disk.

usage: python benchmarks/store.py SET.jsonl [--stored 1000 10000 100000] [--measured 512] [--batch 16] [--profile]

SET holds documents as `make_dedup_set.py` writes them. The store is filled fast, with the very rows that saving and
settling would leave; then `Store.save` takes the next documents in batches, as a crawl's writer does. Each line tells
processor time for an article (read, signed, looked up, compared, written), pairs compared, and bytes by table.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import pstats
import sqlite3
import tempfile
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from itertools import chain, islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from newsieve.article import Article
from newsieve.dedup import Document, Suppressed, bands
from newsieve.store import Store, repeats
from newsieve.store.rows import article_row
from newsieve.urls import article_id, page_key

AT_ONCE = 1_000  # documents that are filled in together: few, so that the index's pages are as full as in a crawl
TABLE_FOR = 100_000  # documents that the frequent shingles are told by, at most
INDEX = ("signatures", "bands", "paragraphs")


def article_of(record: dict[str, Any]) -> Article:
    """A labelled document as an article of its outlet."""
    site = record["outlet"].lower().replace(" ", "")
    url = f"https://{site}.example/{record['id']}"
    key, paragraphs = page_key(url), tuple(record["text"].split("\n\n"))
    day, minute = divmod(int(record["t"] * 365 * 1440), 1440)
    published = f"2026-{1 + day // 31:02d}-{1 + day % 28:02d}T{minute // 60:02d}:{minute % 60:02d}:00Z"
    return Article(article_id(key), key, url, url, site, record["title"], paragraphs, published=published)


def suppressed_of(records: list[dict[str, Any]]) -> Suppressed:
    from newsieve.dedup.bulk import _silence, _Threads
    from newsieve.dedup.corpus import Corpus

    documents = [Document.of(article_of(record)) for record in records]
    corpus = Corpus(documents)
    for document in documents:
        corpus.add(document)
    corpus.close()
    with ThreadPoolExecutor(2) as pool:
        return _silence(corpus, _Threads(pool))


class Filler:
    """Puts documents into a store's file without asking what they are copies of: their labels tell."""

    def __init__(self, path: str) -> None:
        self.db = sqlite3.connect(path)
        self.db.execute("PRAGMA cache_size=-1000000")
        self.db.execute("PRAGMA synchronous=OFF")
        self.stories: dict[str, int] = {}
        [(last,)] = self.db.execute("SELECT coalesce(max(n), 0) FROM articles")
        self.n = int(last)

    def fill(self, records: list[dict[str, Any]], suppressed: Suppressed) -> None:
        """Add these documents with all that the store keeps of them."""
        from newsieve.dedup.machine import machine

        rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("articles", "pages", "verdicts", "changes", "signatures", "bands", "paragraphs")
        }
        for record in records:
            self.n += 1
            n, article, first = self.n, article_of(record), self.stories.setdefault(record["story"], self.n)
            text = machine().prepare(Document.of(article)).voiced(suppressed).shingles
            signature = machine().sign(text)
            rows["articles"].append(article_row(article) | {"n": n, "settled": True, "version": 1})
            page = {
                "url": article.url,
                "outlet": None,
                "outcome": "article",
                "status": None,
                "detail": "",
                "attempts": 1,
            }
            rows["pages"].append({"key": article.key} | page)
            verdict = {"relation": None, "similarity": None, "containment": None}
            copied = None if first == n else first
            rows["verdicts"].append({"article": n, "cluster": first, "duplicate_of": copied} | verdict)
            rows["changes"].append({"article": n, "record": 1, "story": 1, "copy": 0})
            rows["signatures"].append({"article": n, "hashes": signature.values})
            rows["bands"] += [{"key": key, "article": n} for key in bands(signature)]
            rows["paragraphs"] += [{"key": key, "article": n} for key in set(repeats.keys_of(article))]
        with self.db:
            for table, found in rows.items():
                found.sort(key=lambda row: row.get("key", 0))
                names = list(found[0])
                marks = ", ".join(f":{name}" for name in names)
                self.db.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", found)

    def suppress(self, suppressed: Suppressed) -> None:
        """Write the table of frequent shingles."""
        with self.db:
            rows = [("suppressed", suppressed.to_bytes()), ("suppressed_made_at", str(self.n).encode())]
            self.db.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", rows)


def measured(store: Store, articles: list[Article], batch: int) -> float:
    """Processor seconds for each of these articles, saved in batches."""
    begun = time.process_time()
    for i in range(0, len(articles), batch):
        store.save(articles[i : i + batch])
    return (time.process_time() - begun) / len(articles)


def fill(path: str, source: Path, skip: int, count: int) -> None:
    """Put documents of the file into the store, with the table of frequent shingles that so many would have."""
    with source.open(encoding="utf8") as lines:
        part = map(json.loads, islice(lines, skip, skip + count))
        filler, first = Filler(path), list(islice(part, TABLE_FOR))
        table = suppressed_of(first)
        for some in batched(chain(first, part), AT_ONCE):
            filler.fill(some, table)
        filler.suppress(table)


def batched(records: Iterable[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    source = iter(records)
    while part := list(islice(source, size)):
        yield part


def sizes(path: str) -> dict[str, float]:
    """Bytes for each article that the index tables take."""
    with closing(sqlite3.connect(path)) as db:
        pages = dict(db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
        [(count,)] = db.execute("SELECT count(*) FROM articles")
    return {name: pages[name] / count for name in INDEX}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--stored", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    parser.add_argument("--measured", type=int, default=512)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--profile", action="store_true")
    call = parser.parse_args()
    read = 0
    print(f"{'stored':>10}{'ms CPU':>9}{'bytes':>8}  of {', '.join(INDEX)}")
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/news.db"
        Store.open(path).close()
        for stored in call.stored:
            # In a process of its own: the compiled loops that fill a store are not loaded in a crawl.
            filler = get_context("spawn").Process(target=fill, args=(path, call.file, read, stored - read))
            filler.start()
            filler.join()
            if filler.exitcode:
                raise SystemExit("the store could not be filled")
            with call.file.open(encoding="utf8") as lines:
                arriving = [article_of(json.loads(line)) for line in islice(lines, stored, stored + call.measured)]
            read = stored + len(arriving)
            with Store.open(path) as store:
                store.save(arriving[: call.batch])
                profile = cProfile.Profile()
                if call.profile:
                    profile.enable()
                spent = measured(store, arriving[call.batch :], call.batch)
                profile.disable()
            took = sizes(path)
            told = ", ".join(f"{size:.0f}" for size in took.values())
            print(f"{stored:>10,}{1000 * spent:>9.2f}{sum(took.values()):>8.0f}  of {told}", flush=True)
            if call.profile:
                pstats.Stats(profile).sort_stats("tottime").print_stats(35)


if __name__ == "__main__":
    main()
