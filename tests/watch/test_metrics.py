from __future__ import annotations

from prometheus_client import Metric
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from prometheus_client.parser import text_string_to_metric_families as exposition

from newsieve.store import Ending, Run, SourceRun, Totals, Trouble
from newsieve.watch import metrics

ODD = 'The "Lan\\tern"\nof Port Ember, ünlike others'
RUN = Run(
    7, "newsieve crawl", "2026-03-01T08:00:00.000+00:00", "2026-03-01T08:01:30.500+00:00", 5, Ending.FINISHED, "{}"
)
COUNTS = SourceRun(
    ODD,
    discovered=30,
    fetched=8,
    new=5,
    duplicates=2,
    failed=2,
    bytes=10**10,
    seconds=4.25,
    with_title=5,
    with_date=4,
    characters=10_001,
    dropped={"http_403": 1},
    lost_lists={"timeout": 1},
    statuses={"403": 1},
)
TOTALS = Totals(ODD, 1.0, 1_772_352_000.0, 40, 300, 200, 3, 20, 4, 5, 2 * 10**11)


def open_metrics(text: str) -> list[Metric]:
    return list(text_string_to_metric_families(text))  # type: ignore[no-untyped-call]


def told(*, run: Run = RUN) -> str:
    return metrics(run, [COUNTS, SourceRun("Silent Post")], [TOTALS], [Trouble(ODD, "refused", 7, "", "403")])


def test_it_is_open_metrics_and_labels_come_back_as_they_were() -> None:
    families = {family.name: family for family in open_metrics(told())}
    found = {sample.labels["source"]: sample.value for sample in families["newsieve_source_run_new"].samples}
    assert found == {ODD: 5, "Silent Post": 0}
    [coverage] = [
        sample.value
        for sample in families["newsieve_source_run_coverage"].samples
        if sample.labels == {"source": ODD, "field": "date"}
    ]
    assert coverage == 0.8
    total = families["newsieve_source_bytes"]
    assert (total.type, total.samples[0].name, total.samples[0].value) == (
        "counter",
        "newsieve_source_bytes_total",
        2 * 10**11,
    )
    assert [sample.labels for sample in families["newsieve_trouble"].samples] == [{"source": ODD, "kind": "refused"}]
    assert families["newsieve_run_duration_seconds"].samples[0].value == 90.5


def test_it_is_prometheus_exposition_format_too_as_node_exporter_reads_it() -> None:
    families = list(exposition(told()))
    samples = {(sample.name, sample.labels.get("source")): sample for family in families for sample in family.samples}
    assert samples["newsieve_source_new_total", ODD].value == 200
    assert {family.type for family in families if family.samples} <= {"gauge", "counter", "unknown"}
    assert not any(sample.timestamp for family in families for sample in family.samples)


def test_a_run_that_failed_is_no_success() -> None:
    failed = Run(8, "newsieve crawl", RUN.started_at, None, None, Ending.FAILED, "{}")
    families = {family.name: family for family in open_metrics(told(run=failed))}
    assert families["newsieve_run_success"].samples[0].value == 0


def test_a_family_without_samples_is_left_out() -> None:
    text = metrics(RUN, [], [], [])
    assert "newsieve_source" not in text
    assert text.endswith("# EOF\n")
    assert list(open_metrics(text))
