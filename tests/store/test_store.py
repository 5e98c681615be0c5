from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest

from newsieve.article import Dropped, DropReason, Image, Relation, RemovalReason, Removed
from newsieve.errors import ParametersMismatch, StoreError
from newsieve.store import Standing, Store
from newsieve.store.database import open_engine
from newsieve.urls import page_key
from tests.conftest import NewStore
from tests.store.stories import article, refused, story

FOOTER = "The Harrow Lantern is paid for by its readers and by nobody else, and has been since the mill closed."


def clusters(store: Store) -> dict[str, str]:
    return {found.key: verdict.cluster for found, verdict in store.articles()}


def test_an_article_comes_back_as_it_was_stored(store: Store) -> None:
    stored = replace(
        article("https://lantern.example/news/1", story("a")),
        authors=("Ina Vell", "Tomas Reik"),
        published="2026-02-28T08:00:00+01:00",
        tags=("mills",),
        images=(Image("https://lantern.example/1.jpg", caption="The mill", credit="Ina Vell"),),
        removed=(Removed("Photo: Ina Vell", RemovalReason.PHOTO_CREDIT),),
        paywalled=False,
    )
    store.save([stored])
    [(found, verdict)] = store.articles()
    assert found == replace(stored, versions=1)
    assert verdict.cluster == stored.id
    assert verdict.duplicate_of is None


def test_text_that_no_database_takes_is_stored_in_sound_form(store: Store) -> None:
    store.save([article("https://lantern.example/1", ("A\0 broken \ud800 paragraph of the story.",))])
    [(found, _)] = store.articles()
    assert "\0" not in found.text
    found.text.encode("utf-8")


def test_a_copy_joins_its_story_in_the_transaction_that_stores_it(store: Store) -> None:
    wire = article("https://wire.example/1", story("a", 8), published="2026-03-01T08:00:00Z")
    copy = article("https://lantern.example/9", (*story("a", 8)[:7], "A line."), published="2026-03-01T09:00:00Z")
    first, second = store.save([wire, copy])
    assert first.verdict is not None
    assert first.verdict.duplicate_of is None
    assert second.verdict is not None
    assert second.verdict.duplicate_of == wire.id
    assert second.verdict.relation is Relation.NEAR


def test_a_digest_is_linked_to_a_story_and_merges_none(store: Store) -> None:
    first = article("https://a.example/1", story("a", 8), published="2026-03-01T08:00:00Z")
    second = article("https://b.example/2", story("b", 8), published="2026-03-01T08:30:00Z")
    digest = article("https://c.example/3", story("a", 8) + story("b", 8), published="2026-03-01T18:00:00Z")
    store.save([first, second, digest])
    store.settle()
    verdicts = store.verdicts([first.id, second.id, digest.id])
    assert {verdict.cluster for verdict in verdicts.values()} == {first.id, second.id, digest.id}
    assert verdicts[digest.id].relation is Relation.DIGEST
    assert verdicts[digest.id].duplicate_of in {first.id, second.id}
    assert store.counts().copies == 0


def test_different_stories_stay_apart(store: Store) -> None:
    store.save([article(f"https://lantern.example/{i}", story(f"s{i}")) for i in range(12)])
    store.settle()
    assert len(set(clusters(store).values())) == 12


def test_the_canonical_article_is_the_earliest_even_when_it_arrives_last(store: Store) -> None:
    late = article("https://a.example/1", story("a"), published="2026-03-01T09:00:00Z")
    early = article("https://b.example/1", story("a"), published="2026-03-01T09:30:00+01:00")
    for arriving in (late, early):
        store.save([arriving])
        store.settle()
    assert set(clusters(store).values()) == {early.id}


def test_an_arriving_article_is_told_its_boilerplate(store: Store) -> None:
    store.save([article(f"https://lantern.example/{i}", (*story(f"s{i}"), FOOTER)) for i in range(2)])
    arriving = article("https://lantern.example/3", (*story("s3"), FOOTER))
    assert store.boilerplate(arriving) == {6}
    assert store.boilerplate(replace(arriving, site="other.example")) == frozenset()


def test_an_article_fetched_again_replaces_itself(store: Store) -> None:
    url = "https://lantern.example/1"
    [first] = store.save([article(url, story("a"))])
    [second] = store.save([article(url, story("b"))])
    assert (first.new, second.new) == (True, False)
    store.settle()
    [(found, _)] = store.articles()
    assert found.story == story("b")


def dropped(path: str, reason: DropReason, status: int | None = None) -> Dropped:
    url = f"https://a.example/{path}"
    return Dropped(url, url, reason, "told to a person", key=url, status=status)


def test_stored_pages_are_known_and_passing_failures_are_not(store: Store) -> None:
    store.save(
        [
            replace(article("https://a.example/1", story("a")), source="https://a.example/old?utm_source=x"),
            dropped("x.pdf", DropReason.NOT_HTML),
            dropped("gone", DropReason.HTTP_ERROR, 404),
            dropped("busy", DropReason.HTTP_ERROR, 503),
            dropped("slow", DropReason.TIMEOUT),
            dropped("soon", DropReason.TOO_SHORT),
            dropped("died", DropReason.WORKER_DIED),
        ]
    )
    paths = ("1", "old", "x.pdf", "gone", "busy", "slow", "soon", "died", "new")
    asked = [f"https://a.example/{path}" for path in paths]
    assert store.known(asked) == set(asked[:4])


def test_a_page_that_gives_nothing_is_left_alone_after_three_fetches(store: Store) -> None:
    key = "https://a.example/soon"
    for _ in range(2):
        store.save([dropped("soon", DropReason.TOO_SHORT), dropped("busy", DropReason.HTTP_ERROR, 503)])
        assert not store.known([key])
    store.save([dropped("soon", DropReason.TOO_SHORT), dropped("busy", DropReason.HTTP_ERROR, 503)])
    assert store.known([key, "https://a.example/busy"]) == {key}


def test_an_article_stays_known_when_a_later_look_at_its_page_fails(store: Store) -> None:
    store.save([article("https://a.example/1", story("a"))])
    store.save([dropped("1", DropReason.HTTP_ERROR, 503)])
    assert store.known(["https://a.example/1"])


def test_a_url_of_any_length_is_stored_and_known(store: Store) -> None:
    found, lost, leading, listed = (f"https://a.example/{random.Random(i).randbytes(3_000).hex()}" for i in range(4))
    key, other, led, page = map(page_key, (found, lost, leading, listed))
    store.save(
        [article(found, story("a"), outlet=found), replace(dropped("", DropReason.NOT_HTML), url=lost, key=other)]
    )
    store.note_paths({led: key}, [page])
    assert store.known([key, other, led]) == {key, other, led}
    assert store.read_lists([page]) == {page}
    assert isinstance(standing := store.find(found), Standing)
    assert (standing.article.url, standing.article.site) == (found, found)


def test_the_counts_tell_articles_stories_copies_and_removals(store: Store) -> None:
    credit = Removed("Photo: Ina Vell", RemovalReason.PHOTO_CREDIT)
    store.save([replace(article(f"https://paper{i}.example/a", story("wire")), removed=(credit,)) for i in range(3)])
    store.save([article("https://paper1.example/b", story("b"))])
    store.settle()
    counts = store.counts()
    assert (counts.articles, counts.stories, counts.copies) == (4, 2, 2)
    assert store.removed([article("https://paper1.example/a", ()).id]) == {"photo_credit": 1}


def test_the_most_syndicated_story_comes_first_with_its_members_in_order_of_time(store: Store) -> None:
    for hour, name in ((11, "b"), (9, "a"), (10, "c")):
        store.save([article(f"https://{name}.example/1", story("big"), published=f"2026-03-01T{hour:02}:00:00Z")])
    store.save([article(f"https://{name}.example/2", story("small")) for name in "ab"])
    store.settle()
    first, second = store.syndicated()
    assert [member.site for member in first.members] == ["a.example", "c.example", "b.example"]
    assert (first.sites, second.sites) == (3, 2)


def test_one_article_per_story_is_read_when_asked(store: Store) -> None:
    store.save([article(f"https://paper{i}.example/a", story("wire")) for i in range(3)])
    store.settle()
    assert len(list(store.articles())) == 3
    assert len(list(store.articles(canonical_only=True))) == 1


def test_verdicts_are_told_by_id(store: Store) -> None:
    wire = article("https://a.example/1", story("a"), published="2026-03-01")
    copy = article("https://b.example/1", story("a"))
    store.save([wire, copy])
    store.settle()
    verdicts = store.verdicts([wire.id, copy.id, "0" * 16])
    assert verdicts.keys() == {wire.id, copy.id}
    assert verdicts[copy.id].duplicate_of == wire.id
    assert verdicts[copy.id].relation is Relation.EXACT


def test_fetching_an_article_again_makes_it_no_copy_of_itself(store: Store) -> None:
    first = article("https://a.example/1", story("a"), published="2026-03-01")
    store.save([first, article("https://b.example/1", story("a"), published="2026-03-02")])
    store.settle()
    [saved] = store.save([first])
    assert saved.verdict is not None
    assert saved.verdict.duplicate_of is None
    assert store.settle().looked_at == 0


def test_runs_keep_the_latest_report(store: Store) -> None:
    assert store.latest_report() is None
    run = store.start_run("crawl")
    assert store.latest_report() is None
    store.finish_run(run, '{"articles": 3}')
    assert store.latest_report() == '{"articles": 3}'


def test_a_batch_is_stored_whole_or_not_at_all(store: Store) -> None:
    good = article("https://a.example/1", story("a"))
    bad = refused("https://a.example/2")
    with pytest.raises(StoreError, match=rf"^{re.escape(store.url)}: ") as told:
        store.save([good, bad])
    assert "\n" not in str(told.value)
    assert list(store.articles()) == []


def test_a_store_of_other_parameters_is_refused(new_store: NewStore) -> None:
    url = new_store()
    Store.open(url).close()
    change(url, "UPDATE meta SET value = CAST('{\"num_perm\": \"64\"}' AS {blob}) WHERE key = 'signature'")
    with pytest.raises(ParametersMismatch, match="num_perm"):
        Store.open(url)


def test_a_store_from_a_newer_version_is_refused(new_store: NewStore) -> None:
    url = new_store()
    Store.open(url).close()
    change(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer newsieve"):
        Store.open(url)


def change(url: str, statement: str) -> None:
    engine = open_engine(url, create=False)
    blob = "bytea" if engine.dialect.name == "postgresql" else "blob"
    with engine.begin() as connection:
        connection.exec_driver_sql(statement.replace("{blob}", blob))
    engine.dispose()


def test_a_story_that_is_asked_for_by_its_url_alone_stays_with_its_outlet(new_store: NewStore) -> None:
    with Store.open(new_store()) as store:
        named = replace(article("https://lantern.example/a", story("a")), outlet="The Harrow Lantern")
        store.save([replace(named, site="The Harrow Lantern")])
        store.save([article("https://lantern.example/a", story("b"))])
        [(again, _)] = store.articles()
    assert (again.site, again.outlet) == ("The Harrow Lantern", "The Harrow Lantern")
    assert again.paragraphs == story("b")
