"""Write docs/sources.md from the keys of a sources file: `python scripts/document_sources.py`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from newsieve.keys import PLACES, SOURCE_KEYS, TOP_KEYS, Key

PAGE = Path(__file__).parent.parent / "docs" / "sources.md"

HEAD = """\
# sources.toml

<!-- Made by scripts/document_sources.py from the keys in newsieve/keys.py: change those, then run it. -->

Which outlets to crawl, in [TOML](https://toml.io). `newsieve crawl` reads `./sources.toml`, or the files that it is
given. A key or value that it does not know ends the call with exit code 2 and one line that names file, key and what
is allowed; nothing is fetched.

A few lines are enough:

```toml
contact = "newsdesk@example.org"

[[source]]
name = "Example Times"
start = "https://example.org/"
```

## Every key at work

"""

RULES = """\
## Rules

- Each `[[source]]` needs a `name` and at least one of {places}.
- A source's own value wins over `[defaults]`; a list replaces the list there. `crawl --limit` wins over `max_pages`.
- Regular expressions are [Python's](https://docs.python.org/3/library/re.html#regular-expression-syntax); they are
  searched for anywhere in the URL. In TOML, 'single quotes' leave backslashes alone.
- `delay` and `concurrency` hold for each host of the source. Where two sources share a host, the gentler wish wins.
  A source with a `delay` is not slowed down or sped up any further by itself.
- Redirects are followed wherever they lead, through the source's proxy.

## Proxies

Only `http://` proxies are known; https pages go through them by `CONNECT`. What names the proxy, the first of these:

1. the source's `proxy`, else the file's;
2. the setting `NEWSIEVE_PROXY`, as in `newsieve scrape URL -s NEWSIEVE_PROXY=http://proxy.example.org:3128`;
3. the environment's `HTTP_PROXY` and `HTTPS_PROXY`, but for the hosts in `NO_PROXY`.

`NO_PROXY` counts for the environment's proxies alone. `"none"` in place of a URL means no proxy at all. Other people
on the machine can read a password on a command line; in the environment or in a file that only you can read, they
cannot. Where the proxy is at fault, the failure says so: `unreachable`, `proxy http://proxy.example.org:3128:
connection refused`.
"""


def page() -> str:
    """The whole of docs/sources.md."""
    top = "\n".join(map(_told, TOP_KEYS))
    each = "\n".join(map(_told, SOURCE_KEYS))
    rules = RULES.format(places=_listed(PLACES))
    return (
        f"{HEAD}```toml\n{example()}```\n\n## Keys of the file\n\n{top}\n"
        f"## Keys of a source\n\nThose marked so may stand in `[defaults]`, too.\n\n{each}\n{rules}"
    )


def example() -> str:
    """A sources file in which every key stands once."""
    top = [key for key in TOP_KEYS if key.name not in ("defaults", "source")]
    shared = [key for key in SOURCE_KEYS if key.in_defaults]
    own = [key for key in SOURCE_KEYS if not key.in_defaults]
    return f"{_lines(top)}\n[defaults]\n{_lines(shared)}\n[[source]]\n{_lines(own)}"


def _lines(keys: Iterable[Key]) -> str:
    return "".join(f"{key.name} = {key.example}\n" for key in keys)


def _told(key: Key) -> str:
    place = " May stand in `[defaults]`." if key.in_defaults else ""
    needed = "required" if key.default == "required" else f"default: {key.default}"
    return (
        f"### {key.name}\n\n*{key.type}, {needed}.*{place} {key.meaning}\n\n```toml\n{key.name} = {key.example}\n```\n"
    )


def _listed(names: Iterable[str]) -> str:
    *most, last = (f"`{name}`" for name in names)
    return f"{', '.join(most)} and {last}"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
