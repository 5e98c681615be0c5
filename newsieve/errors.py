"""Every error that newsieve raises on purpose.

::

    NewsieveError               anything below; the command line prints it in one line
    ├── UsageError              the call itself is wrong: exit code 2
    │   ├── ConfigError         a key or value in sources.toml or a setting
    │   └── BadURL              a URL that is no http(s) URL
    ├── InputError              a file that cannot be read or is not what it should be
    ├── StoreError              the store cannot be opened, read or written
    │   └── ParametersMismatch  the store was signed with other MinHash parameters
    └── NothingObtained         a run that should have produced something produced nothing: exit code 1

Each message names the file, URL, key or value it is about and what was expected.
"""

from __future__ import annotations

import re
from typing import Any

# A user name and password in a URL, also in one that is none because the password has a slash or the like in it.
_USER = re.compile(r"^([^/?#]*/[\t\r\n]*/)(?:[^/?#]*|[^/?#:]*:(?!\d*[/?#]).*)@", re.DOTALL)


def without_user(url: str) -> str:
    """A URL without the user name and password in it: what may be shown, stored and followed.

    >>> without_user("https://desk:secret@example.org/@desk")
    'https://example.org/@desk'
    """
    return _USER.sub(r"\1", url)


class NewsieveError(Exception):
    """Anything newsieve refuses or fails at; `str()` is one line fit for a user. It passes between processes whole."""

    exit_code = 1

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (type(self), self.args, vars(self))


def _again(kind: type[NewsieveError], said: tuple[object, ...], known: dict[str, object]) -> NewsieveError:
    error = kind.__new__(kind, *said)
    vars(error).update(known)
    return error


class UsageError(NewsieveError):
    """The command was called wrongly."""

    exit_code = 2


class ConfigError(UsageError):
    """A key or value in a sources file or a setting is unknown or out of range."""

    def __init__(self, where: str, key: str, problem: str) -> None:
        super().__init__(f"{where}: {key}: {problem}")
        self.where, self.key, self.problem = where, key, problem


class BadURL(UsageError):
    """A URL that newsieve cannot fetch, mostly because it is no http or https URL; a password in it is never told."""

    def __init__(self, url: str, problem: str = "is no URL: expected http:// or https:// and a host") -> None:
        self.url, self.problem = without_user(url), problem
        super().__init__(f"{self.url!r} {problem}")


class InputError(NewsieveError):
    """A file or folder that cannot be read, or does not hold what was expected."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path}: {problem}")
        self.path, self.problem = path, problem


class StoreError(NewsieveError):
    """The store cannot be opened, read or written."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(f"{url}: {problem}")
        self.url, self.problem = url, problem


class ParametersMismatch(StoreError):
    """The store holds signatures made with other MinHash parameters than this version's."""


class NothingObtained(NewsieveError):
    """A run that should have produced something produced nothing."""


class ReaderGone(Exception):
    """The reader of standard output closed it, as `head` does; the command ends quietly."""
