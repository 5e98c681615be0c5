from __future__ import annotations

import gzip
import io
import random
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import brotli
import pytest
from fastwarc.stream_io import ZstdWriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsieve.archives import archives_in, is_archive, read_archive
from newsieve.article import Dropped, DropReason, Page
from newsieve.errors import InputError
from tests.archives.writing import HTML, chunked, http, packed, record


def page(number: int) -> bytes:
    words = " ".join(random.Random(number).choices(["harbour", "ferry", "council", "winter", "beam", "lock"], k=400))
    return f"<html><body><p>Story {number}. {words}</p></body></html>".encode()


def url(number: int) -> str:
    return f"https://aldwick.example/{number}"


Pack = Callable[[list[bytes]], bytes]
brotlied: Callable[[bytes], bytes] = brotli.compress


class Pieces(io.RawIOBase):
    """A stream that keeps what is written after it was closed."""

    def __init__(self, written: list[bytes]) -> None:
        self.written = written

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.written.append(bytes(data))
        return len(data)


def zstd(data: bytes) -> bytes:
    written: list[bytes] = []
    writer = ZstdWriter(Pieces(written))
    writer.write(data)
    writer.close()
    return b"".join(written)


RECORDS = [
    record("aldwick.warc", b"software: made up\r\n", kind="warcinfo"),
    record(url(1), b"GET /1 HTTP/1.1\r\n\r\n", kind="request"),
    *(record(url(number), http(page(number))) for number in (1, 2, 3, 4)),
]


def write(folder: Path, data: bytes, name: str = "a.warc.gz") -> str:
    (folder / name).write_bytes(data)
    return str(folder / name)


def read(folder: Path, data: bytes) -> tuple[list[str], list[tuple[DropReason, str]]]:
    """The pages' last parts of the URL, each whole; and reason and detail of the drops."""
    outcomes = list(read_archive(write(folder, data)))
    pages = [outcome for outcome in outcomes if isinstance(outcome, Page)]
    assert all(found.body == page(int(found.url[-1])) for found in pages)
    return [found.url[-1] for found in pages], [(d.reason, d.detail) for d in outcomes if isinstance(d, Dropped)]


@pytest.mark.parametrize(
    "data", [b"".join(RECORDS), packed(RECORDS), gzip.compress(b"".join(RECORDS))], ids=["plain", "members", "one gzip"]
)
def test_every_html_page_comes_back_whole_and_in_order_and_each_says_its_place(tmp_path: Path, data: bytes) -> None:
    path = write(tmp_path, data)
    pages = [found for found in read_archive(path) if isinstance(found, Page)]
    assert [found.url for found in pages] == [found.requested_url for found in pages] == [url(n) for n in (1, 2, 3, 4)]
    assert [found.body for found in pages] == [page(n) for n in (1, 2, 3, 4)]
    assert len({found.via for found in pages}) == 4
    assert all((found.via or "").startswith(f"{path}#") for found in pages)


def test_a_page_has_the_date_headers_and_charset_of_its_record(tmp_path: Path) -> None:
    answer = http("<p>Fær".encode("latin-1"), "Content-TYPE: text/html; charset='ISO-8859-1'", "X-A: b", "X-A: c")
    (found,) = read_archive(write(tmp_path, record("<https://aldwick.example/1#top>", answer)))
    assert isinstance(found, Page)
    assert (found.url, found.status, found.encoding) == ("https://aldwick.example/1", 200, "iso-8859-1")
    assert (found.headers["x-a"], found.content_type) == ("b", "text/html")
    assert found.fetched_at == datetime(2025, 3, 14, 18, tzinfo=UTC)


def test_what_is_no_html_answered_with_200_is_skipped(tmp_path: Path) -> None:
    records = [
        record(url(5), http(page(5), status="404 Not Found")),
        record(url(6), http(b"\x89PNG", "Content-Type: image/png")),
        record("dns:aldwick.example", b"20250314180000\naldwick.example. 300 IN A 127.0.0.1"),
        record(url(7), http(page(7)), kind="revisit"),
        record(url(8), b"no http at all"),
        record(url(9), http(page(9), "X-A: b")),
    ]
    assert read(tmp_path, packed(records)) == (["9"], [])


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (chunked(page(1)), ["Transfer-Encoding: chunked"]),
        (gzip.compress(page(1), mtime=0), ["Content-Encoding: gzip"]),
        (chunked(gzip.compress(page(1), mtime=0)), ["Content-Encoding: x-gzip", "Transfer-Encoding: Chunked"]),
        (zlib.compress(page(1)), ["Content-Encoding: deflate"]),
        (zlib.compress(page(1))[2:-4], ["Content-Encoding: deflate"]),
        (brotlied(page(1)), ["Content-Encoding: br"]),
        (brotlied(gzip.compress(page(1), mtime=0)), ["Content-Encoding: gzip, br"]),
        (zstd(page(1)), ["Content-Encoding: zstd"]),
        (page(1), ["X-Crawler-Content-Encoding: gzip", "X-Crawler-Transfer-Encoding: chunked"]),
        (page(1), ["Content-Encoding: gzip", "Transfer-Encoding: chunked"]),  # stored decoded, headers as they were
    ],
)
def test_codings_are_taken_off(tmp_path: Path, body: bytes, headers: list[str]) -> None:
    records = [record(url(1), http(body, HTML, *headers)), *RECORDS[-3:]]
    assert read(tmp_path, packed(records)) == (["1", "2", "3", "4"], [])


@pytest.mark.parametrize(
    ("body", "coding", "said"),
    [
        (gzip.compress(page(1), mtime=0)[:-20], "gzip", (DropReason.BROKEN_RECORD, "broken gzip")),
        (b"words", "br", (DropReason.BROKEN_RECORD, "broken br")),
        (b"words", "rot13", (DropReason.BROKEN_RECORD, "unknown content coding 'rot13'")),
        (gzip.compress(b" " * (11 << 20), mtime=0), "gzip", (DropReason.TOO_LARGE, "over 10 MiB")),
        (brotlied(b" " * (11 << 20)), "br", (DropReason.TOO_LARGE, "over 10 MiB")),
    ],
)
def test_a_body_that_cannot_be_decoded_is_told_and_the_next_record_read(
    tmp_path: Path, body: bytes, coding: str, said: tuple[DropReason, str]
) -> None:
    records = [record(url(1), http(body, HTML, f"Content-Encoding: {coding}")), RECORDS[-1]]
    assert read(tmp_path, packed(records)) == (["4"], [said])


LOST = "a record behind this one cannot be read: "


@pytest.mark.parametrize("pack", [packed, b"".join], ids=["packed", "plain"])
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (RECORDS[3].replace(b"WARC/1.0", b"GARBAGE!"), f"{LOST}invalid warc header"),
        (RECORDS[3].replace(b"Content-Length: ", b"Content-Length: 9"), "the record is longer than its place"),
        (RECORDS[3].replace(b"Content-Length: ", b"Content-Length: x"), f"{LOST}invalid warc header"),
        (record(url(2), http(chunked(page(2))[:-900], HTML, "Transfer-Encoding: chunked")), "the record's chunks"),
    ],
)
def test_a_broken_record_is_told_and_reading_goes_on_behind_it(
    tmp_path: Path, pack: Pack, broken: bytes, said: str
) -> None:
    found, ((reason, detail),) = read(tmp_path, pack([*RECORDS[:3], broken, *RECORDS[4:]]))
    assert (found, reason) == (["1", "3", "4"], DropReason.BROKEN_RECORD)
    assert detail.startswith(said)


def test_a_member_that_cannot_be_unpacked_costs_itself_alone(tmp_path: Path) -> None:
    members = [packed([one]) for one in RECORDS]
    members[3] = members[3][:100] + bytes(60) + members[3][160:]
    found, drops = read(tmp_path, b"".join(members))
    assert (found, len(drops)) == (["1", "3", "4"], 1)


@pytest.mark.parametrize("pack", [packed, b"".join], ids=["packed", "plain"])
def test_an_archive_that_is_cut_off_is_told(tmp_path: Path, pack: Pack) -> None:
    data: bytes = pack(RECORDS)
    found, drops = read(tmp_path, data[:-300])
    assert found == ["1", "2", "3"]
    assert [reason for reason, _ in drops] == [DropReason.BROKEN_RECORD]


@pytest.mark.parametrize("data", [b"", b"hello", b"\x1f\x8b\x08junk", gzip.compress(b"<html>", mtime=0)])
def test_what_is_no_archive_is_refused_by_name(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(InputError, match="WARC file"):
        list(read_archive(write(tmp_path, data)))
    with pytest.raises(InputError, match="no such file"):
        list(read_archive(str(tmp_path / "absent.warc")))


def test_archives_are_known_by_name_or_content_and_found_in_folders_sorted(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    paths = [write(tmp_path, packed(RECORDS), name) for name in ("b/2.warc.gz", "c.WARC", "a.warc", "page", "x.html")]
    assert list(archives_in(str(tmp_path))) == [paths[2], paths[1], paths[0]]
    assert [is_archive(path) for path in (*paths, str(tmp_path), "absent.warc.gz", "absent")] == [
        *[True] * 5,
        False,
        True,
        False,
    ]
    assert list(archives_in(paths[3])) == [paths[3]]
    (tmp_path / "empty").mkdir()
    for nothing in ("empty", "absent"):
        with pytest.raises(InputError, match=nothing):
            list(archives_in(str(tmp_path / nothing)))


DAMAGE = st.lists(st.tuples(st.integers(0, 20_000), st.binary(max_size=30), st.integers(0, 200)), max_size=4)


@given(DAMAGE, st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_damage_costs_records_and_never_the_run(
    tmp_path: Path, damage: list[tuple[int, bytes, int]], plain: bool
) -> None:
    data = b"".join(RECORDS) if plain else packed(RECORDS)
    for at, planted, removed in damage:
        at %= len(data) or 1
        data = data[:at] + planted + data[at + removed :]
    path = write(tmp_path, b"WARC/1.0\r\n" + data if plain else packed(RECORDS[:1]) + data)
    assert all(isinstance(outcome, Page | Dropped) for outcome in read_archive(path))
