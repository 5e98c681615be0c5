"""Changes are numbered, for hand-overs.

What an older store holds gets number 1, and the runs that ended there the mark 0: what is asked for since one of them
is everything, so that nothing is lost.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("article", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record", sa.Integer(), nullable=False),
        sa.Column("story", sa.Integer(), nullable=False),
        sa.Column("copy", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article"], ["articles.n"], name=op.f("fk_changes_article_articles"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("article", name=op.f("pk_changes")),
    )
    op.create_index("ix_changes_record", "changes", ["record"])
    op.create_index("ix_changes_story", "changes", ["story"])
    op.create_index("ix_changes_copy", "changes", ["copy"])
    op.create_index("ix_verdicts_duplicate_of", "verdicts", ["duplicate_of"])
    op.add_column("runs", sa.Column("mark", sa.Integer(), nullable=True))
    op.add_column("runs", sa.Column("articles", sa.Integer(), nullable=True))
    _number_what_is_there()


def _number_what_is_there() -> None:
    op.execute(
        "INSERT INTO changes (article, record, story, copy) "
        "SELECT articles.n, 1, "
        "CASE WHEN verdicts.cluster = articles.n THEN 1 ELSE 0 END, "
        "CASE WHEN verdicts.duplicate_of IS NULL THEN 0 ELSE 1 END "
        "FROM articles LEFT JOIN verdicts ON verdicts.article = articles.n"
    )
    op.execute("UPDATE runs SET mark = 0 WHERE finished_at IS NOT NULL")
    meta = sa.table("meta", sa.column("key", sa.String()), sa.column("value", sa.LargeBinary()))
    op.bulk_insert(meta, [{"key": "changes", "value": b"1"}])
