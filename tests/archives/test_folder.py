from __future__ import annotations

import gzip
import resource
import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.checker import Checker

from newsieve.archives import ArchiveFolder, Exchange, read_archive
from newsieve.article import Hints, Page
from newsieve.errors import InputError

ABOUT = {"software": "newsieve/test", "operator": ""}
MOMENT = datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=UTC)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n"


def exchange(number: int, body: bytes = b"", **more: object) -> Exchange:
    url = f"https://aldwick.example/{number}"
    asked = f"GET /{number} HTTP/1.1\r\nHost: aldwick.example\r\n\r\n".encode()
    given = {"head": HEAD, "body": body or f"<p>Story {number}".encode()} | more
    return Exchange(url, MOMENT, asked, **given)  # type: ignore[arg-type]  # of the fields named


def whole(folder: Path) -> list[Path]:
    assert not list(folder.glob("*.open"))
    return sorted(folder.iterdir())


def pages(path: Path) -> list[Page]:
    return [found for found in read_archive(str(path)) if isinstance(found, Page)]


def is_valid(path: Path) -> bool:
    """Whether another project's validator finds nothing wrong: gzip members, lengths, digests."""

    class Arguments:
        inputs = (str(path),)
        verbose = False

    return bool(Checker(Arguments()).process_all() == 0)  # type: ignore[no-untyped-call]  # it has no types


def test_what_is_written_is_valid_and_reads_back_as_it_was(tmp_path: Path) -> None:
    told = {"role": "article", "outlet": "Aldwick Post", "source": "https://aldwick.example/s/1"}
    hints = {"title": "Zwölf Boote", "authors": ["Ina Holm"], "published": "2026-03-01T10:00:00Z"}
    packed = HEAD.replace(b"\r\n\r\n", b"\r\nContent-Encoding: gzip\r\n\r\n")
    archive = ArchiveFolder(str(tmp_path / "a"), ABOUT)
    archive.write(exchange(1, told=told | {"hints": hints}, address="192.0.2.1"))
    archive.write(exchange(2, gzip.compress(b"<p>packed"), head=packed))
    archive.write(exchange(3, told={"role": "section"}))
    archive.write(exchange(4, b"", head=b"HTTP/1.1 304 Not Modified\r\n\r\n", unchanged=True))
    archive.close()
    [path] = whole(tmp_path / "a")
    assert is_valid(path)
    first, second = pages(path)
    assert (first.url, first.requested_url, first.outlet) == (
        "https://aldwick.example/1",
        told["source"],
        "Aldwick Post",
    )
    assert first.hints == Hints("Zwölf Boote", "2026-03-01T10:00:00Z", ("Ina Holm",))
    assert (first.body, first.fetched_at, first.encoding) == (b"<p>Story 1", MOMENT, "utf-8")
    assert (second.body, second.hints, second.outlet) == (b"<p>packed", Hints(), None)


def test_records_are_as_the_standard_has_them(tmp_path: Path) -> None:
    archive = ArchiveFolder(str(tmp_path), ABOUT)
    archive.write(exchange(1, address="192.0.2.1"))
    archive.write(exchange(2, b"", head=b"HTTP/1.1 304 Not Modified\r\n\r\n", unchanged=True))
    archive.close()
    [path] = whole(tmp_path)
    with path.open("rb") as file:
        records = ArchiveIterator(file)  # type: ignore[no-untyped-call]  # it has no types
        found = [(record.rec_type, dict(record.rec_headers.headers)) for record in records]
    assert [kind for kind, _ in found] == ["warcinfo", "response", "request", "revisit", "request"]
    info, response, request, revisit, _ = (headers for _, headers in found)
    assert info["WARC-Filename"] == path.name
    assert response["WARC-Date"] == "2026-03-01T12:30:15.250000Z"
    assert response["WARC-IP-Address"] == "192.0.2.1"
    assert {"WARC-Payload-Digest", "WARC-Block-Digest"} <= response.keys()
    assert request["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"


def test_files_are_rolled_by_size_and_threads_share_them(tmp_path: Path) -> None:
    archive = ArchiveFolder(str(tmp_path), ABOUT, largest=4_000)

    def write(numbers: range) -> None:
        for number in numbers:
            archive.write(exchange(number, number.to_bytes(4, "big") * 500))

    threads = [threading.Thread(target=write, args=(range(n, n + 10),)) for n in (0, 10, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    archive.close()
    files = whole(tmp_path)
    assert len(files) > 3
    assert all(map(is_valid, files))
    assert len({path.name for path in files}) == len(files)
    assert sorted(int(page.url.rpartition("/")[2]) for path in files for page in pages(path)) == list(range(30))


def test_what_comes_after_the_end_is_left_out(tmp_path: Path) -> None:
    archive = ArchiveFolder(str(tmp_path), ABOUT)
    archive.write(exchange(1))
    archive.close()
    archive.write(exchange(2))
    assert [page.url[-1] for path in whole(tmp_path) for page in pages(path)] == ["1"]


def test_where_nothing_was_fetched_nothing_is_left(tmp_path: Path) -> None:
    ArchiveFolder(str(tmp_path), ABOUT).close()
    assert whole(tmp_path) == []


def test_what_a_killed_crawl_left_is_cut_off_behind_its_last_whole_record(tmp_path: Path) -> None:
    archive = ArchiveFolder(str(tmp_path), ABOUT)
    for number in range(5):
        archive.write(exchange(number))
    [left] = tmp_path.iterdir()
    data = left.read_bytes()
    ArchiveFolder(str(tmp_path), ABOUT).close()
    assert left.exists(), "it is being written"
    archive.close()
    [path] = whole(tmp_path)
    path.unlink()
    for cut in (1, 40, 500):
        left.write_bytes(data[:-cut])
        ArchiveFolder(str(tmp_path), ABOUT).close()
        [path] = whole(tmp_path)
        assert is_valid(path)
        assert [page.url[-1] for page in pages(path)] == list("01234")[: 5 if cut < 500 else 4]
        path.unlink()


@pytest.mark.parametrize(("name", "said"), [("file", "is no folder"), ("absent/a", "no such file or directory")])
def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match=f"{name}: cannot be written: {said}"):
        ArchiveFolder(str(tmp_path / name), ABOUT)


FULL = """
import resource, sys
from newsieve.archives import ArchiveFolder
from newsieve.errors import InputError
from tests.archives.test_folder import ABOUT, exchange
resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000))
archive = ArchiveFolder(sys.argv[1], ABOUT)
try:
    for number in range(100):
        archive.write(exchange(number, bytes(range(256)) * 4))
except InputError as error:
    print(number, error)
archive.close()
"""


def test_on_a_full_disk_what_was_written_is_whole(tmp_path: Path) -> None:
    """A limit on the size of files stands for the disk."""
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], cwd=root, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    number, _, said = done.stdout.strip().partition(" ")
    assert said.endswith(".warc.gz.open: cannot be written: file too large")
    [path] = whole(tmp_path)
    assert is_valid(path)
    assert [page.url.rpartition("/")[2] for page in pages(path)] == [str(n) for n in range(int(number))]
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 9_000, "the limit was the child's"
