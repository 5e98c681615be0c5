"""The tables of a store, the same on every database.

::

    meta        what the whole store agrees on: the signature's parameters, the suppressed shingles
    runs        one row per command that wrote
    pages       what is known of each page key: fetched when, with which outcome
    redirects   page key → the key of the page it led to, where that was fetched by itself
    lists       keys of pages that go on a list of stories which was read to its end
    validators  key of a page of links → what its server is asked by whether it has changed
    requests    the frontier: what is to be fetched, by whom it is held, and what was fetched in this round
    crawlers    who crawls now                     hosts       which crawler asks which host
    articles    the stories, one row per page key
    signatures  article → MinHash signature        bands       band key → articles (LSH)
    paragraphs  (site, paragraph) → articles       repeated    those that are site boilerplate
    matches     verified pairs of near-duplicates  verdicts    article → its story's cluster
    changes     article → the numbers of its latest changes
    archives    archives whose pages were read again, by which rules, and how far

Articles are numbered (`n`) so that the index tables stay small; the number never leaves the store.
"""

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
    MetaData,
    String,
    Table,
    Text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

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
)

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
    Column("fetched_at", String(40)),
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
