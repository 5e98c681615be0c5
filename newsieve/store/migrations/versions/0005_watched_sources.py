"""What each run brought of each source, what is wrong, and what was told of it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

COUNTS = (
    "discovered",
    "known",
    "fetched",
    "answered",
    "unchanged",
    "new",
    "again",
    "changed",
    "duplicates",
    "failed",
    "bytes",
    "with_title",
    "with_date",
    "with_author",
    "characters",
    "paragraphs",
    "removed",
)
TOTALS = ("runs", "fetched", "new", "changed", "duplicates", "dropped", "failed", "bytes")


def upgrade() -> None:
    op.add_column("runs", sa.Column("outcome", sa.String(length=16), nullable=True))
    op.execute("UPDATE runs SET outcome = CASE WHEN finished_at IS NULL THEN 'died' ELSE 'finished' END")

    op.create_table(
        "source_runs",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("run", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Float(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in COUNTS),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("dropped", sa.Text(), nullable=False),
        sa.Column("lost_lists", sa.Text(), nullable=False),
        sa.Column("statuses", sa.Text(), nullable=False),
        sa.Column("eventful", sa.Boolean(), nullable=False),
        sa.Column("quiet", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["run"], ["runs.id"], name=op.f("fk_source_runs_run_runs"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("source", "run", name=op.f("pk_source_runs")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_source_runs_run", "source_runs", ["run"])
    op.create_index(
        "ix_source_runs_eventful",
        "source_runs",
        ["source", "run"],
        sqlite_where=sa.text("eventful IS 1"),
        postgresql_where=sa.text("eventful IS true"),
    )
    op.create_index(
        "ix_source_runs_quiet",
        "source_runs",
        ["source", "quiet"],
        sqlite_where=sa.text("quiet IS NOT NULL"),
        postgresql_where=sa.text("quiet IS NOT NULL"),
    )

    op.create_table(
        "source_totals",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("first_at", sa.Float(), nullable=False),
        sa.Column("news_at", sa.Float(), nullable=True),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in TOTALS),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_source_totals")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "troubles",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("since", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", name=op.f("pk_troubles")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "alerts",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("way", sa.String(length=16), nullable=False),
        sa.Column("since", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "way", name=op.f("pk_alerts")),
        sqlite_with_rowid=False,
    )
