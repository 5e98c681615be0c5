from __future__ import annotations

import random

import pytest

from newsieve.article import RemovalReason, Removed
from newsieve.store import Store
from tests.conftest import NewStore
from tests.store.stories import article, paragraph, story

FOOTER = "The Harrow Lantern is paid for by its readers and by nobody else, and has been since the mill closed."


def clusters(store: Store) -> dict[str, str]:
    return {found.key: verdict.cluster for found, verdict in store.articles()}


def test_a_paragraph_repeated_in_three_stories_is_boilerplate_after_settling(store: Store) -> None:
    store.save([article(f"https://lantern.example/{i}", (*story(f"s{i}"), FOOTER)) for i in range(3)])
    store.settle()
    for found, _ in store.articles():
        assert FOOTER not in found.text
        assert Removed(FOOTER, RemovalReason.SITE_BOILERPLATE) in found.all_removed
        assert len(found.story) == 6


def test_a_story_run_three_times_by_one_site_keeps_its_text(store: Store) -> None:
    for i in range(4):
        store.save([article(f"https://lantern.example/v{i}", (*story("same"), paragraph(f"new-{i}")))])
    store.settle()
    assert all(len(found.story) == 7 for found, _ in store.articles())


def test_a_text_on_many_sites_is_syndication_and_keeps_every_paragraph(store: Store) -> None:
    store.save([article(f"https://paper{i}.example/a", story("wire")) for i in range(9)])
    store.settle()
    assert all(len(found.story) == 6 for found, _ in store.articles())
    assert len(set(clusters(store).values())) == 1


ARRIVING = [
    *(article(f"https://lantern.example/{i}", (*story(f"s{i}"), FOOTER)) for i in range(5)),
    *(article(f"https://mirror.example/{i}", story(f"s{i}")[:5]) for i in range(5)),
    *(article(f"https://third.example/{i}", (*story(f"s{i}"), paragraph(f"x{i}"))) for i in range(5)),
]
FORMER = [  # what some of these pages said before they were changed
    article("https://lantern.example/0", (*story("s3"), FOOTER), published="2026-01-01"),
    article("https://lantern.example/1", story("s1")),
    article("https://mirror.example/2", (*story("other"), FOOTER)),
    article("https://third.example/4", story("s0")),
]


ORDERS = [("sqlite", seed, small) for seed in range(4) for small in (0, 500)]
ORDERS += [("postgresql", 0, 0), ("postgresql", 1, 500)]  # the slower one


@pytest.mark.parametrize(("new_store", "seed", "small"), ORDERS, indirect=["new_store"])
def test_settled_stores_agree_whatever_the_order_of_arrival(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch, seed: int, small: int
) -> None:
    with Store.open(new_store()) as fresh:
        fresh.save(ARRIVING)
        fresh.settle()
        expected = told(fresh)
    monkeypatch.setattr("newsieve.store.settle.SMALL", small)
    rnd = random.Random(seed)
    order = rnd.sample(ARRIVING, len(ARRIVING))
    for former in FORMER:  # each somewhere before the page's last word
        last = next(i for i, arriving in enumerate(order) if arriving.key == former.key)
        order.insert(rnd.randint(0, last), former)
    with Store.open(new_store()) as store:
        while order:
            size = rnd.randint(1, 6)
            store.save(order[:size])
            order = order[size:]
            if rnd.random() < 0.5:
                store.settle()
        store.settle()
        assert told(store) == expected


def told(store: Store) -> list[tuple[str, str, str]]:
    return sorted((found.key, found.text, verdict.cluster) for found, verdict in store.articles())


def test_settling_twice_changes_nothing(store: Store) -> None:
    store.save([article(f"https://paper{i}.example/a", story("wire")) for i in range(3)])
    assert store.settle().looked_at == 3
    assert store.settle().looked_at == 0


def test_an_article_that_changed_leaves_its_former_story(store: Store) -> None:
    store.save([article("https://a.example/1", story("a")), article("https://b.example/1", story("a"))])
    store.settle()
    assert len(set(clusters(store).values())) == 1
    store.save([article("https://b.example/1", story("b"))])
    store.settle()
    assert len(set(clusters(store).values())) == 2


def test_a_large_store_is_settled_by_touched_components_to_the_same_clusters(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    arriving = [
        article(f"https://p{j}.example/{i}", (*story(f"s{i}")[: 6 - j], paragraph(f"{i}-{j}")))
        for i in range(12)
        for j in range(3)
    ]
    with Store.open(new_store()) as whole:
        whole.save(arriving)
        whole.settle()
        expected = clusters(whole)
    monkeypatch.setattr("newsieve.store.settle.SMALL", 0)
    with Store.open(new_store()) as parts:
        for part in (arriving[:20], arriving[20:28], arriving[28:]):
            parts.save(part)
            parts.settle()
        assert clusters(parts) == expected


def test_a_large_store_is_settled_whole_when_what_arrived_outgrows_the_suppressed_shingles(
    new_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = paragraph("about the firm", 60)
    stories = [article(f"https://s{i}.example/1", story(f"s{i}", 1)) for i in range(80)]
    releases = [article(f"https://r{i}.example/1", (about, paragraph(f"r{i}", 60))) for i in range(62)]
    notices = [article(f"https://n{i}.example/1", (about, paragraph(f"n{i}", 6))) for i in range(2)]
    monkeypatch.setattr("newsieve.store.settle.SMALL", 0)
    with Store.open(new_store()) as store:
        for part in (stories, releases + notices):
            store.save(part)
            store.settle()
        assert store.counts().stories == 144


def test_an_unfinished_settling_is_taken_up_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.save([article(f"https://paper{i}.example/a", story("wire")) for i in range(3)])

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("newsieve.store.settle._settle_whole", die)
        with pytest.raises(KeyboardInterrupt):
            store.settle()
    assert store.settle().looked_at == 3


def test_the_others_of_a_story_get_a_head_when_theirs_leaves(store: Store) -> None:
    copies = [
        article(f"https://{name}.example/1", story("a"), published=f"2026-03-0{i + 1}") for i, name in enumerate("abc")
    ]
    store.save(copies)
    store.settle()
    store.save([article("https://a.example/1", story("b"))])  # the canonical one tells another story now
    heads = {verdict.cluster for _, verdict in store.articles()}
    assert heads <= {found.id for found, _ in store.articles(canonical_only=True)}
    assert len(store.syndicated()) == 1
    store.settle()
    assert len({verdict.cluster for _, verdict in store.articles()}) == 2


def test_what_is_written_while_settling_stays_to_be_settled(store: Store) -> None:
    changed = article("https://b.example/1", story("b"))
    store.save([article("https://a.example/1", story("a")), article("https://b.example/1", story("a"))])
    with Store.open(store.url) as other:

        def write(done: int, total: int) -> None:
            if done == total:
                other.save([changed, article("https://c.example/1", story("b"))])

        store.settle(write)
    store.settle()
    clusters_now = clusters(store)
    assert clusters_now["https://b.example/1"] == clusters_now["https://c.example/1"]
    assert clusters_now["https://a.example/1"] != clusters_now["https://b.example/1"]
