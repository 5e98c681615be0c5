"""The tables of a store, the same on every database.

::

    meta        what the whole store agrees on: the signature's parameters, the suppressed shingles
    runs        one row per command that wrote
    source_runs what one crawl brought of one source   source_totals  what all crawls brought of it
    troubles    what is wrong with a source, or with the crawls, and since when
    alerts      troubles that were told, by which way
    pages       what is known of each page key: fetched when, with which outcome
    redirects   page key → the key of the page it led to, where that was fetched by itself
    lists       keys of pages that go on a list of stories which was read to its end
    validators  key of a page of links → what its server is asked by whether it has changed
    requests    the frontier: what is to be fetched, by whom it is held, and what was fetched in this round
    crawlers    who crawls now                     hosts       which crawler asks which host
    sources     which crawler crawls which source  places      where a source's news is found, and when it is due
    rests       hosts that are not asked before a moment, and why
    spent       how often a host with a budget was asked on its latest day
    well_known  robots.txt and tdmrep.json of hosts, as they were last had
    articles    the stories, one row per page key
    signatures  article → MinHash signature        bands       band key → articles (LSH)
    paragraphs  (site, paragraph) → articles       repeated    those that are site boilerplate
    versions    how articles read before           checks      when each article was looked at, and what was seen
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
    text,
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
