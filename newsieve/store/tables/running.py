"""Tables of runs: what each brought, what is wrong, and who was told."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, String, Table, Text

from newsieve.store.tables.base import metadata

meta = Table(
    "meta",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("value", LargeBinary, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("command", Text, nullable=False),
    Column("started_at", String(40), nullable=False),
    Column("finished_at", String(40)),
    Column("report", Text),  # JSON
    Column("mark", Integer),  # the latest change's number when it ended; see `changes`
    Column("articles", Integer),  # how many it stored, or handed over
    Column("outcome", String(16)),  # how it ended: see `runs.Ending`; None while it runs
)

source_runs = Table(
    "source_runs",
    metadata,
    Column("source", Text, primary_key=True),
    Column("run", Integer, ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("at", Float, nullable=False),  # when the run began, in seconds since 1970
    *(
        Column(name, BigInteger, nullable=False)  # see `SourceRun`
        for name in (
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
    ),
    Column("seconds", Float, nullable=False),
    Column("dropped", Text, nullable=False),  # JSON, as are the next two: numbers by reason, or by status
    Column("lost_lists", Text, nullable=False),
    Column("statuses", Text, nullable=False),
    Column("eventful", Boolean, nullable=False),  # whether any page of it came to be an article, or a drop
    Column("quiet", Float),  # seconds from the news before to this run's news, if there are both and nothing was wrong
    sqlite_with_rowid=False,
)
_eventful, _after_quiet = source_runs.c.eventful.is_(True), source_runs.c.quiet.is_not(None)
Index("ix_source_runs_run", source_runs.c.run)
Index(
    "ix_source_runs_eventful",
    source_runs.c.source,
    source_runs.c.run,
    sqlite_where=_eventful,
    postgresql_where=_eventful,
)
Index(
    "ix_source_runs_quiet",
    source_runs.c.source,
    source_runs.c.quiet,
    sqlite_where=_after_quiet,
    postgresql_where=_after_quiet,
)

source_totals = Table(
    "source_totals",
    metadata,
    Column("source", Text, primary_key=True),
    Column("first_at", Float, nullable=False),  # seconds since 1970, as is the next
    Column("news_at", Float),
    *(
        Column(name, BigInteger, nullable=False)
        for name in ("runs", "fetched", "new", "changed", "duplicates", "dropped", "failed", "bytes")
    ),
    sqlite_with_rowid=False,
)

troubles = Table(
    "troubles",
    metadata,
    Column("source", Text, primary_key=True),  # "" for the crawls themselves
    Column("kind", String(32), primary_key=True),
    Column("run", Integer, nullable=False),  # the first run that shows it
    Column("since", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_with_rowid=False,
)

alerts = Table(
    "alerts",
    metadata,
    Column("source", Text, primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("way", String(16), primary_key=True),
    Column("since", String(40), nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_with_rowid=False,
)
