"""A run's figures in OpenMetrics, for a monitoring system that reads files.

The text is also what Prometheus calls its exposition format, as node_exporter's textfile collector reads it: gauges and
counters alone, no moments beside the values.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from newsieve import clock
from newsieve.store import Ending, Run, SourceRun, Totals, Trouble

EOF = "# EOF\n"
GAUGE, COUNTER = "gauge", "counter"

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Family:
    """A metric with its samples; a counter's samples have `_total` after its name."""

    name: str
    kind: str
    told: str
    samples: Sequence[tuple[Labels, float]]

    def lines(self) -> Iterator[str]:
        """The family as text."""
        yield f"# HELP {self.name} {_escaped(self.told)}"
        yield f"# TYPE {self.name} {self.kind}"
        for labels, value in self.samples:
            named = ",".join(f'{name}="{_escaped(label)}"' for name, label in labels.items())
            yield f"{self.name}{'_total' if self.kind == COUNTER else ''}{f'{{{named}}}' if named else ''} {value!r}"


def metrics(run: Run, sources: Sequence[SourceRun], totals: Iterable[Totals], troubles: Iterable[Trouble]) -> str:
    """A run that has ended, what it brought of each source, what all runs brought of these, and what is wrong."""
    families = [
        _of_now(),
        *_of_run(run),
        *_of_sources(sources),
        *_of_totals(list(totals)),
        _of_troubles(list(troubles)),
    ]
    lines = (line for family in families if family.samples for line in family.lines())
    return "".join(f"{line}\n" for line in lines) + EOF


def _of_now() -> Family:
    now = round(clock.now().timestamp(), 3)
    return Family("newsieve_written_timestamp_seconds", GAUGE, "When these figures were written.", [({}, now)])


def _of_run(run: Run) -> Iterator[Family]:
    began, ended = _instant(run.started_at), _instant(run.finished_at or run.started_at)
    labels = {"command": run.command}
    yield Family("newsieve_run_number", GAUGE, "The number of the latest run.", [(labels, run.number)])
    yield Family("newsieve_run_timestamp_seconds", GAUGE, "When the latest run ended.", [(labels, ended)])
    yield Family(
        "newsieve_run_duration_seconds", GAUGE, "How long the latest run took.", [(labels, round(ended - began, 3))]
    )
    well = [(labels, int(run.outcome is Ending.FINISHED))]
    yield Family("newsieve_run_success", GAUGE, "1 where the latest run came to its end, 0 where it did not.", well)
    yield Family("newsieve_run_articles", GAUGE, "Articles that the latest run stored.", [(labels, run.articles or 0)])


# Of the latest run: what is told of each source, and how.
OF_RUN = (
    ("discovered", "Stories that its pages led to."),
    ("fetched", "Answers that were taken."),
    ("new", "New articles."),
    ("changed", "Articles that had changed."),
    ("duplicates", "Articles that copy another."),
    ("failed", "Pages that could not be had."),
    ("bytes", "Bytes that came over the line."),
    ("seconds", "Seconds from the first request to the last thing heard."),
)
SHARES = (("title", "with_title"), ("date", "with_date"), ("author", "with_author"))


def _of_sources(sources: Sequence[SourceRun]) -> Iterator[Family]:
    for name, told in OF_RUN:
        samples = [({"source": one.source}, getattr(one, name)) for one in sources]
        yield Family(f"newsieve_source_run_{name}", GAUGE, f"In the latest run: {told}", samples)
    yield Family(
        "newsieve_source_run_dropped",
        GAUGE,
        "In the latest run: stories and pages of links without a result, by reason.",
        [
            ({"source": one.source, "what": what, "reason": reason}, number)
            for one in sources
            for what, reasons in (("story", one.dropped), ("list", one.lost_lists))
            for reason, number in sorted(reasons.items())
        ],
    )
    yield Family(
        "newsieve_source_run_refusals",
        GAUGE,
        "In the latest run: answers that were no success, by HTTP status.",
        [
            ({"source": one.source, "status": status}, number)
            for one in sources
            for status, number in sorted(one.statuses.items())
        ],
    )
    read = [one for one in sources if one.articles]
    yield Family(
        "newsieve_source_run_coverage",
        GAUGE,
        "In the latest run: the share of articles that have it.",
        [
            ({"source": one.source, "field": field}, round(getattr(one, name) / one.articles, 4))
            for one in read
            for field, name in SHARES
        ],
    )
    yield Family(
        "newsieve_source_run_characters",
        GAUGE,
        "In the latest run: the mean length of an article.",
        [({"source": one.source}, round(one.characters / one.articles, 1)) for one in read],
    )


OF_ALL = (
    ("runs", "Runs that crawled it."),
    ("fetched", "Answers that were taken."),
    ("new", "New articles."),
    ("changed", "Articles that had changed."),
    ("duplicates", "Articles that copy another."),
    ("dropped", "Stories without a result."),
    ("failed", "Pages that could not be had."),
    ("bytes", "Bytes that came over the line."),
)


def _of_totals(totals: Sequence[Totals]) -> Iterator[Family]:
    for name, told in OF_ALL:
        samples = [({"source": one.source}, getattr(one, name)) for one in totals]
        yield Family(f"newsieve_source_{name}", COUNTER, told, samples)
    news = [({"source": one.source}, one.news_at) for one in totals if one.news_at is not None]
    yield Family("newsieve_source_news_timestamp_seconds", GAUGE, "When it brought news last.", news)


def _of_troubles(troubles: Sequence[Trouble]) -> Family:
    samples = [({"source": one.source, "kind": one.kind}, 1) for one in troubles]
    return Family("newsieve_trouble", GAUGE, "What is wrong with a source, or (no source) with the crawls.", samples)


def _escaped(text: str) -> str:
    r"""A label's value, or a help text.

    >>> _escaped('a "b"\\c\nd')
    'a \\"b\\"\\\\c\\nd'
    """
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _instant(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
