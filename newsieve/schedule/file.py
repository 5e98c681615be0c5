"""A sources file that may change while it is used: what it said last, when it was right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from newsieve.config import Sources, parse_text, read_text
from newsieve.errors import UsageError

Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A sources file as it was read: its text, and what that says."""

    text: str
    sources: Sources


class SourcesFile:
    """A sources file, read again when it has changed; one that is wrong then is told of, and the former kept.

    Raises UsageError, or ConfigError, where it is wrong from the beginning.
    """

    def __init__(self, path: Path, tell: Callable[[str], None]) -> None:
        self._path, self._tell = path, tell
        self._stamp = _stamp(path)
        self._last = self._read()

    @property
    def has_changed(self) -> bool:
        """Whether it is another file than the one that was read."""
        return _stamp(self._path) != self._stamp

    def latest(self) -> Reading:
        """What it says; what it said before, where it is wrong now."""
        if self.has_changed:
            self._stamp = _stamp(self._path)
            try:
                self._last = self._read()
                self._tell(f"{self._path}: read again, as it has changed")
            except UsageError as error:
                self._tell(f"{error}; what it said before is kept")
        return self._last

    def _read(self) -> Reading:
        text = read_text(self._path)
        return Reading(text, parse_text(text, str(self._path)))


def _stamp(path: Path) -> Stamp:
    """What changes when a file does; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
