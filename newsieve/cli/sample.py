"""A sources file to begin with, made from the one schema of `newsieve.keys`."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from newsieve.keys import DEFAULT_KEYS, SOURCE_KEYS, TOP_KEYS, Key

WIDTH = 100
TABLES = ("defaults", "source")  # told by their heading
ACTIVE = ("name", "start")  # what an outlet cannot do without; the rest is commented out

HEAD = """\
# Which outlets newsieve crawls: `newsieve crawl` reads this file. A key after a # is off; take the # away to set it.
"""


def sample() -> str:
    """The whole file: it can be read as it is, and still with every key switched on."""
    top = [key for key in TOP_KEYS if key.name not in TABLES]
    headings = {key.name: key for key in TOP_KEYS if key.name in TABLES}
    parts = [
        HEAD,
        *map(_key, top),
        _heading("[defaults]", headings["defaults"]),
        *map(_key, DEFAULT_KEYS),
        _heading("[[source]]", headings["source"]),
        *map(_key, SOURCE_KEYS),
    ]
    return "\n".join(parts)


def _heading(name: str, key: Key) -> str:
    return "\n".join([*_comment([key.meaning]), name, ""])


def _key(key: Key) -> str:
    default = "required" if key.default == "required" else f"without it: {key.default}"
    off = "" if key.name in ACTIVE else "# "
    return "\n".join([*_comment([key.meaning, f"({key.type}; {default})"]), f"{off}{key.name} = {key.example}", ""])


def _comment(told: Iterable[str]) -> Iterator[str]:
    return (f"# {line}" for line in textwrap.wrap(" ".join(told), WIDTH, break_long_words=False))
