"""Versions of articles, and when each was looked at."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# What is stored already is looked at again as if it had been fetched once.
SECONDS = {
    "sqlite": "CAST(strftime('%s', fetched_at) AS INTEGER)",
    "postgresql": "CAST(extract(epoch FROM CAST(fetched_at AS timestamptz)) AS bigint)",
}


def upgrade() -> None:
    op.add_column("articles", sa.Column("gone_at", sa.String(length=40), nullable=True))
    op.add_column("articles", sa.Column("versions", sa.Integer(), server_default=sa.text("1"), nullable=False))
    op.create_table(
        "versions",
        sa.Column("article", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fetched_at", sa.String(length=40), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("authors", sa.Text(), nullable=False),
        sa.Column("published", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.Column("story", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.n"], name=op.f("fk_versions_article_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article", "fetched_at", name=op.f("pk_versions")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "checks",
        sa.Column("article", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.Column("look", sa.String(length=16), nullable=False),
        sa.Column("alarms", sa.Integer(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("modified", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.n"], name=op.f("fk_checks_article_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_checks")),
    )
    with op.batch_alter_table("checks", schema=None) as batch_op:
        batch_op.create_index("ix_checks_first_at_checked_at", ["first_at", "checked_at"], unique=False)
    seconds = SECONDS[op.get_context().dialect.name]
    op.execute(
        f"INSERT INTO checks (article, first_at, checked_at, look, alarms) "
        f"SELECT n, {seconds}, {seconds}, 'fetched', 0 FROM articles WHERE fetched_at IS NOT NULL"
    )
