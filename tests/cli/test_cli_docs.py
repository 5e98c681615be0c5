from __future__ import annotations

from typing import Any

import typer

from newsieve.cli.app import COMMANDS, STORE_COMMANDS, app
from newsieve.export import TABLES
from scripts.document_commands import PAGE, page


def commands() -> dict[str, Any]:
    """Every command, by its name behind `newsieve`."""
    found = dict(typer.main.get_command(app).commands)  # type: ignore[attr-defined]  # several commands are a group
    return found | {f"store {name}": command for name, command in found.pop("store").commands.items()}


def test_the_page_of_the_commands_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python scripts/document_commands.py"


def test_every_command_option_and_field_is_documented() -> None:
    told = PAGE.read_text(encoding="utf-8")
    for name, command in commands().items():
        section = told.partition(f"## newsieve {name}\n")[2].partition("\n## ")[0]
        missing = [opt for param in command.params for opt in param.opts if opt[0] == "-" and f"`{opt}`" not in section]
        assert missing == []
    fields = [field.name for table in TABLES.values() for field in table.fields]
    assert [name for name in fields if f"`{name}`" not in told] == []


def test_every_command_has_examples() -> None:
    told = {function.__name__ for function, examples in COMMANDS.items() if examples}
    told |= {f"store {function.__name__}" for function, examples in STORE_COMMANDS.items() if examples}
    assert told == set(commands())
