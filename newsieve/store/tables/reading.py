"""Tables of articles: how they read and read before, and what they copy."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    text,
)

from newsieve.store.tables.base import metadata

articles = Table(
    "articles",
    metadata,
    Column("n", Integer, primary_key=True),
    Column("id", String(16), nullable=False, unique=True),
    Column("key", Text, nullable=False, unique=True),
    Column("source", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("site", Text, nullable=False),
    Column("outlet", Text),
    Column("via", Text),
    Column("title", Text),
    Column("canonical_url", Text),
    Column("original_url", Text),
    Column("original_source", Text),
    Column("authors", Text, nullable=False),  # JSON list, as are tags, images, paragraphs, removed, boilerplate
    Column("published", Text),
    Column("modified", Text),
    Column("language", Text),
    Column("section", Text),
    Column("tags", Text, nullable=False),
    Column("images", Text, nullable=False),
    Column("paywalled", Boolean),
    Column("paragraphs", Text, nullable=False),
    Column("removed", Text, nullable=False),
    Column("boilerplate", Text, nullable=False),
    Column("fetched_at", String(40)),  # when this text was first seen
    Column("gone_at", String(40)),
    Column("versions", Integer, nullable=False, server_default=text("1")),  # how many there were, this one counted
    Column("settled", Boolean, nullable=False),  # whether `settle` has seen this text
    Column("version", Integer, nullable=False),  # told up by every write, so that settling marks what it has seen
    sqlite_autoincrement=True,
)
_unsettled = articles.c.settled.is_(False)
Index("ix_articles_unsettled", articles.c.n, sqlite_where=_unsettled, postgresql_where=_unsettled)
Index("ix_articles_site", articles.c.site, postgresql_using="hash")  # a site may be named at any length


def _article(name: str, *, key: bool = False) -> Column[int]:
    reference = ForeignKey("articles.n", ondelete="CASCADE")
    return Column(name, Integer, reference, primary_key=key, autoincrement=False, nullable=False)


versions = Table(
    "versions",
    metadata,
    _article("article", key=True),
    Column("fetched_at", String(40), primary_key=True),  # when it was first seen so
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("authors", Text, nullable=False),  # JSON list
    Column("published", Text),
    Column("modified", Text),
    Column("story", LargeBinary, nullable=False),  # its paragraphs, a JSON list, compressed by zlib
    sqlite_with_rowid=False,
)

checks = Table(
    "checks",
    metadata,
    _article("article", key=True),
    Column("first_at", BigInteger, nullable=False),  # seconds since 1970, as is checked_at
    Column("checked_at", BigInteger, nullable=False),
    Column("look", String(16), nullable=False),  # what was seen then: see `looks.Look`
    Column("alarms", Integer, nullable=False),  # how often in a row something was said to have changed and had not
    Column("etag", Text),
    Column("modified", Text),
    Index("ix_checks_first_at_checked_at", "first_at", "checked_at"),
)

# The two index tables carry neither a foreign key nor a second index: an article's own keys are computed from its
# signature and its paragraphs, so they are found by primary key, and a row stays small.
signatures = Table(
    "signatures",
    metadata,
    _article("article", key=True),
    Column("hashes", LargeBinary, nullable=False),
)

bands = Table(
    "bands",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("article", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

paragraphs = Table(
    "paragraphs",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("article", Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

repeated = Table(
    "repeated",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),
)

matches = Table(
    "matches",
    metadata,
    _article("article", key=True),
    _article("other", key=True),
    Column("relation", String(16), nullable=False),  # of `article` to `other`
    Column("similarity", Float, nullable=False),
    Column("containment", Float, nullable=False),
    Index("ix_matches_other", "other"),
    sqlite_with_rowid=False,
)

verdicts = Table(
    "verdicts",
    metadata,
    _article("article", key=True),
    _article("cluster"),  # the canonical article of its story
    Column("duplicate_of", Integer, ForeignKey("articles.n", ondelete="CASCADE")),  # a digest's is another story's
    Column("relation", String(16)),
    Column("similarity", Float),
    Column("containment", Float),
    Index("ix_verdicts_cluster", "cluster"),
    Index("ix_verdicts_duplicate_of", "duplicate_of"),
)

changes = Table(
    "changes",
    metadata,
    _article("article", key=True),
    Column("record", Integer, nullable=False),  # when it last read otherwise
    Column("story", Integer, nullable=False),  # when the story that it leads did, or when it ceased to lead one
    Column("copy", Integer, nullable=False),  # when its line in the list of copies did, or went away
    Index("ix_changes_record", "record"),
    Index("ix_changes_story", "story"),
    Index("ix_changes_copy", "copy"),
)

archives = Table(
    "archives",
    metadata,
    Column("name", String(32), primary_key=True),  # made of its contents
    Column("rules", String(16), nullable=False),
    Column("place", BigInteger, nullable=False),  # an offset in the file
    Column("whole", Boolean, nullable=False),
    sqlite_with_rowid=False,
)
