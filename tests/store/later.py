"""A schema that is later than this version's."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from newsieve.store import migrate

LATER = '''"""A later schema, for a test: one table is made anew, as SQLite needs it for some changes."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
branch_labels = depends_on = None


def upgrade() -> None:
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    with op.batch_alter_table("articles", recreate=recreate) as batch:
        batch.add_column(sa.Column("later", sa.Text()))
'''


def head() -> str:
    """The revision of this version's schema."""
    return ScriptDirectory.from_config(migrate._config()).get_current_head() or ""


def later_schema(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """From now on there is a later one: its revision."""
    folder, before = tmp_path / "migrations", head()
    shutil.copytree(migrate.MIGRATIONS, folder)
    (folder / "versions" / "9999_later.py").write_text(LATER.format(head=before))
    monkeypatch.setattr(migrate, "MIGRATIONS", folder)
    return "9999"
