"""Places, each with the time when it is due, and which crawler crawls which source."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sources",
        sa.Column("scope", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("holder", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("scope", "holder", name=op.f("pk_sources")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "places",
        sa.Column("scope", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("via", sa.Text(), nullable=True),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("every", sa.Float(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.Float(), nullable=False),
        sa.Column("due_at", sa.Float(), nullable=False),
        sa.Column("news_at", sa.Float(), nullable=True),
        sa.PrimaryKeyConstraint("scope", "key", name=op.f("pk_places")),
        sqlite_with_rowid=False,
    )
