"""Tables of crawling: pages that are known, and what is to be asked for, by whom and when."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, LargeBinary, String, Table, Text

from newsieve.store.tables.base import metadata

pages = Table(
    "pages",
    metadata,
    Column("key", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("outlet", Text),
    Column("outcome", String(32), nullable=False),  # "article", or a DropReason
    Column("status", Integer),  # of the HTTP answer to a page that was dropped
    Column("detail", Text, nullable=False),
    Column("attempts", Integer, nullable=False),  # how often it was asked for
    Column("fetched_at", String(40)),
    sqlite_with_rowid=False,
)

redirects = Table(
    "redirects",
    metadata,
    Column("key", Text, primary_key=True),
    Column("target", Text, nullable=False),
    sqlite_with_rowid=False,
)

lists = Table(
    "lists",
    metadata,
    Column("key", Text, primary_key=True),
    sqlite_with_rowid=False,
)

validators = Table(
    "validators",
    metadata,
    Column("key", Text, primary_key=True),
    Column("terms", BigInteger, nullable=False),  # what was wanted of the page, as a number
    Column("etag", Text),
    Column("modified", Text),
    sqlite_with_rowid=False,
)

requests = Table(
    "requests",
    metadata,
    Column("n", Integer, primary_key=True),  # in the order of arrival
    Column("key", BigInteger, nullable=False, unique=True),
    Column("scope", BigInteger, nullable=False),  # whose: a source's of a spider
    Column("lane", Text, nullable=False),  # scope and host: what is taken by one crawler at a time
    Column("rank", Integer, nullable=False),  # the lowest first
    Column("story", Boolean, nullable=False),
    Column("body", Text, nullable=False),  # JSON, empty once it is done
    Column("holder", Integer),  # the crawler that has it
    Column("done_at", BigInteger),  # seconds since 1970
)
_waiting = requests.c.holder.is_(None) & requests.c.done_at.is_(None)
_held = requests.c.holder.is_not(None)
Index(
    "ix_requests_waiting",
    requests.c.lane,
    requests.c.rank,
    requests.c.n,
    sqlite_where=_waiting,
    postgresql_where=_waiting,
)
Index("ix_requests_held", requests.c.holder, sqlite_where=_held, postgresql_where=_held)
Index("ix_requests_scope", requests.c.scope, requests.c.done_at, requests.c.story)

crawlers = Table(
    "crawlers",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("started_at", String(40), nullable=False),
    sqlite_autoincrement=True,
)

hosts = Table(
    "hosts",
    metadata,
    Column("host", Text, primary_key=True),
    Column("holder", Integer, nullable=False),
    Column("wanted", Boolean, nullable=False),  # another crawler has nothing else to do
    sqlite_with_rowid=False,
)

sources = Table(
    "sources",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),
    Column("holder", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

places = Table(
    "places",
    metadata,
    Column("scope", BigInteger, primary_key=True, autoincrement=False),  # whose: a source's of a spider
    Column("key", Text, primary_key=True),
    Column("url", Text, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("depth", Integer, nullable=False),  # of a sitemap: in how many indexes it lies
    Column("via", Text),  # the key of the place that names it; none where the source itself does
    Column("listed", Boolean, nullable=False),  # whether that place named it when it was last read
    Column("every", Float, nullable=False),  # seconds between two visits; 0: never visited
    Column("failures", Integer, nullable=False),  # since it last answered
    Column("asked_at", Float, nullable=False),  # seconds since 1970, as are the next two
    Column("due_at", Float, nullable=False),
    Column("news_at", Float),  # when it last brought a new story
    sqlite_with_rowid=False,
)

rests = Table(
    "rests",
    metadata,
    Column("host", Text, primary_key=True),
    Column("until", BigInteger, nullable=False),  # milliseconds since 1970
    Column("why", Text, nullable=False),  # a line for a person; empty: the pause between two requests
    Column("times", Integer, nullable=False),  # how often in a row, where it is for failures
    sqlite_with_rowid=False,
)

spent = Table(
    "spent",
    metadata,
    Column("host", Text, primary_key=True),
    Column("day", String(10), nullable=False),  # ISO 8601, in UTC
    Column("requests", Integer, nullable=False),
    sqlite_with_rowid=False,
)

well_known = Table(
    "well_known",
    metadata,
    Column("key", Text, primary_key=True),  # its URL, and the proxy that it came through
    Column("status", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("etag", Text),
    Column("modified", Text),
    Column("fetched_at", BigInteger, nullable=False),  # seconds since 1970; when it was last found to be so
)
