"""Which files are archives, told by their name or their first bytes."""

from __future__ import annotations

import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from newsieve.errors import InputError

SUFFIXES = (".warc", ".warc.gz")
MARK, GZIP = b"WARC/", b"\x1f\x8b"


def is_archive(path: str) -> bool:
    """Whether a file is a WARC file: by its name, else by how it begins, unpacked where it is gzip.

    A pipe is judged by its name alone, for what is read from it is gone. False for what cannot be read.
    """
    if path.lower().endswith(SUFFIXES):
        return True
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):
            return False
        with Path(path).open("rb") as file:
            return begins_as_archive(file.read(512))
    except OSError:
        return False


def begins_as_archive(start: bytes) -> bool:
    """Whether these are the first bytes of a WARC record, packed or not."""
    if start.startswith(GZIP):
        try:
            start = zlib.decompressobj(wbits=31).decompress(start, len(MARK))
        except zlib.error:
            return False
    return start.startswith(MARK)


def archives_in(path: str) -> Iterator[str]:
    """The file `path`, or the WARC files in the folder `path`, sorted; raises InputError where there is none."""
    if not Path(path).is_dir():
        if not Path(path).exists():
            raise InputError(path, "no such file or directory")
        yield path
        return
    empty = True
    for folder, folders, names in os.walk(path):
        folders.sort()
        for name in sorted(name for name in names if name.lower().endswith(SUFFIXES)):
            empty = False
            yield os.path.join(folder, name)  # noqa: PTH118  as it was given, "./" and all
    if empty:
        raise InputError(path, f"no archive in this folder: expected files that end in {' or '.join(SUFFIXES)}")
