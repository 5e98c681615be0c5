from __future__ import annotations

import typer

from newsieve.cli.app import COMMANDS, app
from newsieve.export import TABLES
from scripts.document_commands import PAGE, page


def test_the_page_of_the_commands_is_up_to_date() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python scripts/document_commands.py"


def test_every_command_option_and_field_is_documented() -> None:
    told = PAGE.read_text(encoding="utf-8")
    group = typer.main.get_command(app)
    commands = group.commands  # type: ignore[attr-defined]  # the command of several commands is a group
    for name, command in commands.items():
        section = told.partition(f"## newsieve {name}\n")[2].partition("\n## ")[0]
        missing = [opt for param in command.params for opt in param.opts if opt[0] == "-" and f"`{opt}`" not in section]
        assert missing == []
    fields = [field.name for table in TABLES.values() for field in table.fields]
    assert [name for name in fields if f"`{name}`" not in told] == []


def test_every_command_has_examples() -> None:
    group = typer.main.get_command(app)
    assert {function.__name__ for function, examples in COMMANDS.items() if examples} == set(group.commands)  # type: ignore[attr-defined]  # see above
