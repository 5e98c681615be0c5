"""Articles as a folder of Markdown files, one for each."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from newsieve.errors import InputError, UsageError
from newsieve.export.formats import front_matter, story
from newsieve.record import Record

MARK = ".newsieve"  # lies in every folder that we wrote
MARK_TEXT = "newsieve writes this folder: a file that is not in an export any more is removed by the next.\n"
OURS = re.compile(r"(?:\d{4}-\d\d-\d\d|undated)-(?:.*-)?([0-9a-f]{16})\.md")
PART = re.compile(r"\.[0-9a-f]{16}\.md\.part")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
SLUG_BYTES = 120  # with date and id below every file system's 255


class MarkdownFolder:
    """Writes one file per article into a folder of its own.

    A file of an earlier call is replaced where it reads otherwise, and removed where its article has another name by
    now. With `mirror`, files of earlier calls whose article was not written in this one are removed at the end,
    unless the block is left by an exception. Raises UsageError for a folder that holds what we did not write.
    """

    def __init__(self, path: str, *, mirror: bool) -> None:
        self.path = Path(path)
        self._mirror = mirror
        self._files = defaultdict[str, set[str]](set)  # article → its files: two, where a call was killed
        self._attempt(self._begin)
        self._stale = set(self._files)
        self.removed = 0

    def _begin(self) -> None:
        _check(self.path)
        self.path.mkdir(exist_ok=True)
        (self.path / MARK).write_text(MARK_TEXT, encoding="utf-8")
        for name in sorted(entry.name for entry in self.path.iterdir()):
            if found := OURS.fullmatch(name):
                self._files[found[1]].add(name)
            elif PART.fullmatch(name):  # of a call that was killed
                (self.path / name).unlink()

    def write(self, record: Record) -> None:
        """Write an article's file."""
        name = file_name(record)
        text = front_matter(record) + story(record)
        self._attempt(lambda: self._put(name, text.encode("utf-8")))
        self._remove(record["id"], but=name)
        self._files[record["id"]].add(name)
        self._stale.discard(record["id"])

    def _put(self, name: str, data: bytes) -> None:
        target, part = self.path / name, self.path / f".{name[-len('0123456789abcdef.md') :]}.part"
        if not target.is_symlink() and target.is_file() and target.read_bytes() == data:
            return
        part.unlink(missing_ok=True)
        with part.open("xb") as stream:
            stream.write(data)
        part.replace(target)

    def drop(self, record: Record) -> None:
        """Remove the file of an article that stands for no story any more."""
        self.removed += self._remove(record["id"])
        self._stale.discard(record["id"])

    def _remove(self, article: str, but: str | None = None) -> bool:
        """Remove an article's files but one; whether there were any."""
        old = self._files.pop(article, set()) - {but}
        for name in old:
            self._attempt(lambda: (self.path / name).unlink(missing_ok=True))  # noqa: B023  called at once
        return bool(old)

    def _attempt(self, act: Callable[[], object]) -> None:
        try:
            act()
        except OSError as error:
            raise InputError(str(self.path), f"cannot be written: {(error.strerror or str(error)).lower()}") from None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if kind is None and self._mirror:
            for article in sorted(self._stale):
                self.removed += self._remove(article)


def _check(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: a file: expected a folder to write to")
    if folder.is_dir() and not (folder / MARK).exists() and any(folder.iterdir()):
        raise UsageError(f"{folder}: holds files that newsieve did not write: name a new or an empty folder")


def file_name(record: Record) -> str:
    """The name of an article's file: day, headline, id; unique by the id, and never a path.

    The day is that of publication, else of the fetch.
    """
    days = (record["published"] or "", record["fetched_at"] or "")
    day = next((found[0] for told in days if (found := DAY.match(told))), "undated")
    return "-".join(part for part in (day, slug(record["title"] or ""), slug(record["id"])) if part) + ".md"


def slug(text: str) -> str:
    """`text` as part of a file's name: letters and digits of any script, in lower case, the rest as hyphens.

    >>> slug("../Harbour: «Über» 50 %!"), slug("港の新しい橋"), slug("…")
    ('harbour-über-50', '港の新しい橋', '')
    """
    words = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", text).lower()).strip("-")
    return words.encode("utf-8")[:SLUG_BYTES].decode("utf-8", "ignore").rstrip("-")
