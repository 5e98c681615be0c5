"""Write docs/cli.md from the commands themselves: `python scripts/document_commands.py`."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from newsieve.cli.app import COMMANDS, STORE_COMMANDS, Example, app
from newsieve.export import TABLES
from newsieve.record import Field

PAGE = Path(__file__).parent.parent / "docs" / "cli.md"

HEAD = """\
# Commands

<!-- Made by scripts/document_commands.py from the commands themselves: change those, then run it. -->

`newsieve COMMAND --help` says the same on the terminal.

## What goes where

Records, lines, schemas and what `explain`, `stories` and `doctor` tell go to standard output, or with `-o FILE` to a
file. The file is written as `FILE.part` and renamed at the end, so it is whole or not there; a run that is broken off
leaves the part and says so. Everything else goes to standard error: one line for each thing that failed, the summary,
and on a terminal a progress bar with rate and remaining time. `NO_COLOR` is honoured. Control characters of pages are
shown escaped.

| exit code | meaning |
|---|---|
| 0 | something was obtained, or there was nothing new |
| 1 | nothing could be obtained, or with `--strict` anything failed |
| 2 | wrong usage: an option, an argument, a URL, a key in sources.toml |
| 130 | interrupted; what is stored or written so far is said |

| environment variable | meaning |
|---|---|
| `NEWSIEVE_STORE` | the store where `--store` is not given; `scrape`, `dedup` and `demo` do not look at it |
| `NEWSIEVE_CONTACT` | the contact in the user agent where sources.toml names none: an e-mail address or a URL |
| `NEWSIEVE_ALLOW_HOSTS` | hosts, `host:port` and networks, not public, that [pages may lead to](security.md) |
| `NEWSIEVE_SOURCES_FOLDER` | the folder that `crawl -` takes its sources file to be in; else the working folder |
| `HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY` | the way to the web where nothing else names a [proxy](sources.md#proxies) |
| `NEWSIEVE_LOG_FORMAT` | `json`: what is said on standard error is [JSON, an object a line](operations.md#logs) |
| `NO_COLOR` | any value: no colours |

What `crawl` reads from sources.toml is told [key by key](sources.md).

## Completion

`newsieve --install-completion` teaches your shell (bash, zsh, fish, PowerShell) to complete commands, options and their
values; open a new terminal afterwards. `newsieve --show-completion` prints the script instead, to be put where you
keep such things.
"""


def page() -> str:
    """The whole of docs/cli.md."""
    group: Any = typer.main.get_command(app)
    commands = [_command(group.commands[function.__name__], COMMANDS[function]) for function in COMMANDS]
    store = group.commands["store"].commands
    commands += [_command(store[function.__name__], STORE_COMMANDS[function], "store ") for function in STORE_COMMANDS]
    return "\n".join([HEAD, _options(group), *commands, _record()])


def _options(group: Any) -> str:
    return f"`newsieve` itself takes:\n\n{_table(('option', 'meaning'), map(_row, _shown(group)))}\n"


def _command(command: Any, told_by: Sequence[Example], group: str = "") -> str:
    name = f"newsieve {group}{command.name}"
    context = typer.Context(command, info_name=name)
    usage = re.sub(r"\s+", " ", command.get_usage(context)).removeprefix("Usage: ")
    examples = "\n".join(f"{example.call}  # {example.what}" for example in told_by)
    table = _table(("argument or option", "meaning"), map(_row, _shown(command)))
    told = inspect.cleandoc(command.help)
    return f"## {name}\n\n{told}\n\n`{usage}`\n\n{table}\n\n```sh\n{examples}\n```\n"


def _shown(command: Any) -> Iterator[Any]:
    return (param for param in command.params if not getattr(param, "hidden", False))


def _row(param: Any) -> tuple[str, str]:
    is_option = param.param_type_name == "option"
    named = ", ".join(f"`{name}`" for name in param.opts) if is_option else f"`{param.metavar}`"
    values = f" `{param.metavar}`" if is_option and param.metavar else ""
    default = param.default
    told = f" Default: `{getattr(default, 'value', default)}`." if is_option and default not in (None, False) else ""
    return named + values, f"{param.help}{told}"


def _record() -> str:
    parts = {
        "## The record\n\nWhat `scrape`, `clean` and `export` write of a page, in this order.": "articles",
        "## The story\n\nWhat `export --what stories` writes of each.": "stories",
        "## The copy\n\nWhat `export --what copies` writes of each.": "copies",
    }
    return "\n".join(f"{told}\n\n{_fields(what)}\n" for told, what in parts.items())


def _fields(what: str) -> str:
    fields: Iterable[Field] = TABLES[what].fields
    return _table(("field", "type", "meaning"), ((f"`{f.name}`", _type(f.schema), f.meaning) for f in fields))


def _type(schema: dict[str, Any]) -> str:
    if "enum" in schema:
        return " or ".join("null" if value is None else f"`{value}`" for value in schema["enum"])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    inner = schema.get("items", {}).get("properties") or schema.get("items")
    of = f" of {', '.join(inner) if 'type' not in inner or 'text' in inner else inner['type']}" if inner else ""
    return " or ".join(kinds) + of


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *(tuple(cell.replace("|", "\\|") for cell in row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
