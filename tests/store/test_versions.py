"""What is stored of an article as its page changes, moves and vanishes."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from newsieve.article import Article, Dropped, DropReason, Recheck, Unmodified
from newsieve.store import History, Look, Saved, Store
from tests.conftest import NewStore
from tests.store.stories import article, paragraph, story

URL = "https://one.example/ferry"
START = datetime(2026, 3, 1, 12, tzinfo=UTC)


def at(hours: float) -> datetime:
    return START + timedelta(hours=hours)


def looked(found: Article, hours: float, first: Article) -> Article:
    """An article as a look at the page of the `first` one brings it, so long after."""
    return replace(found, fetched_at=at(hours), source=first.url, recheck=Recheck(first.id))


def lost(first: Article, hours: float, status: int | None = None, **more: object) -> Dropped:
    told = {"reason": DropReason.HTTP_ERROR, "url": first.url} | more
    return Dropped(source=first.url, status=status, fetched_at=at(hours), recheck=Recheck(first.id), **told)  # type: ignore[arg-type]


def history(store: Store, target: str = URL) -> History:
    found = store.history(target)
    assert found is not None
    return found


def stored(store: Store, first: Article) -> Article:
    return store.read([first.id])[first.id][0]


def one(store: Store, outcome: Article | Dropped | Unmodified) -> Saved:
    [saved] = store.save([outcome])
    return saved


def test_a_changed_text_is_a_version_and_an_unchanged_one_is_none(store: Store) -> None:
    first = article(URL, story("ferry"))
    corrected = replace(first, paragraphs=(*first.paragraphs[:5], paragraph("correction")), title="Corrected")
    store.save([first])
    assert one(store, looked(first, 1, first)).look is Look.SAME
    saved = one(store, looked(corrected, 6, first))
    assert (saved.look, saved.new, saved.rechecked) == (Look.CHANGED, False, True)
    assert one(store, Unmodified(Recheck(first.id), at(24))).look is Look.SAME
    store.settle()
    told = history(store)
    assert [version.story for version in told.versions] == [first.paragraphs, corrected.paragraphs]
    assert [version.title for version in told.versions] == [first.title, "Corrected"]
    assert [version.fetched_at for version in told.versions] == [START, at(6)]
    assert (told.checked_at, told.look, told.gone_at) == (at(24), Look.SAME, None)
    assert stored(store, first).versions == 2
    assert stored(store, first).text == corrected.text


TRIVIAL = {
    "white space": lambda p: f" {p.replace(' ', chr(160))} ",
    "a relative time": lambda p: p.replace("2 hours ago", "3 hours ago"),
    "a soft hyphen": lambda p: p.replace("ago", "a\u00adgo"),
}


@pytest.mark.parametrize("change", TRIVIAL.values(), ids=TRIVIAL)
def test_what_does_not_count_makes_no_version_and_no_change(store: Store, change: object) -> None:
    first = article(URL, (*story("ferry"), "The ferry left 2 hours ago with all on board."))
    store.save([first])
    with store.snapshot() as view:
        mark = view.mark
    again = replace(first, paragraphs=tuple(change(p) for p in first.paragraphs), tags=("ferry",))  # type: ignore[operator]
    assert one(store, looked(again, 1, first)).look is Look.SAME
    assert stored(store, first) == replace(first, versions=1)
    with store.snapshot() as view:
        assert view.mark == mark


def test_what_the_site_repeats_makes_no_version(store: Store) -> None:
    note = "Write to the desk of this paper if you know more about any of the stories that you read here today."
    store.save([article(f"https://one.example/{i}", (*story(f"s{i}"), note)) for i in range(6)])
    store.settle()
    first = store.read([article("https://one.example/3", ()).id]).popitem()[1][0]
    assert note not in first.story
    without = replace(first, paragraphs=first.paragraphs[:-1], boilerplate=frozenset())
    assert one(store, looked(without, 1, first)).look is Look.SAME
    assert one(store, looked(replace(first, boilerplate=frozenset()), 2, first)).look is Look.SAME


def test_a_text_that_shrank_to_less_than_half_does_not_take_its_place(store: Store) -> None:
    first = replace(article(URL, story("ferry")), etag='"full"')
    store.save([first])
    wall = replace(first, paragraphs=(paragraph("subscribe"),), title="Subscribe", etag='"wall"')
    assert one(store, looked(wall, 1, first)).look is Look.SHORTER
    assert stored(store, first).text == first.text
    assert [check.etag for check in store.due_checks(["one.example"], [timedelta(hours=2)], 9, at(3))] == ['"full"']
    assert one(store, lost(first, 2, reason=DropReason.NO_TEXT)).look is Look.UNREADABLE
    assert len(history(store).versions) == 1


def test_one_404_is_a_hiccup_two_are_gone_and_a_page_that_is_back_is_not(store: Store) -> None:
    first, other = article(URL, story("ferry")), article("https://two.example/ferry", story("ferry"))
    store.save([first, other])
    store.settle()
    assert not one(store, lost(first, 1, 404)).gone
    assert one(store, lost(first, 6, 404)).gone
    assert not one(store, lost(first, 24, 404)).gone, "it was before"
    assert stored(store, first).gone_at == at(6)
    assert stored(store, first).text == first.text
    assert len(store.syndicated()[0].members) == 2
    assert one(store, Unmodified(Recheck(first.id), at(72))).look is Look.SAME
    assert stored(store, first).gone_at is None


def test_a_410_is_gone_at_once(store: Store) -> None:
    first = article(URL, story("ferry"))
    store.save([first])
    assert one(store, lost(first, 1, 410)).gone
    assert stored(store, first).gone_at == at(1)


@pytest.mark.parametrize("where", ["https://one.example/", "https://one.example/local"])
def test_a_redirect_to_a_front_page_or_a_list_is_no_move(store: Store, where: str) -> None:
    first = article(URL, story("ferry"))
    store.save([first])
    away = replace(lost(first, 1, reason=DropReason.INDEX_PAGE), url=where)
    assert [one(store, replace(away, fetched_at=at(h))).gone for h in (1, 6)] == [False, True]
    assert stored(store, first).url == URL


def test_a_redirect_to_another_story_is_no_move(store: Store) -> None:
    first, other = article(URL, story("ferry")), article("https://one.example/lock", story("lock"))
    store.save([first, other])
    elsewhere = [looked(other, 1, first), looked(article("https://one.example/new", story("new")), 6, first)]
    assert [one(store, outcome).gone for outcome in elsewhere] == [False, True]
    assert (stored(store, first).url, stored(store, other).url) == (URL, other.url)
    assert store.known(["https://one.example/new"]) == set(), "that one is still to be fetched"


@pytest.mark.parametrize("failure", [{"status": 503}, {"reason": DropReason.TIMEOUT}, {"reason": DropReason.ROBOTS}])
def test_a_failure_of_a_moment_costs_nothing(store: Store, failure: dict[str, object]) -> None:
    first = article(URL, story("ferry"))
    store.save([first])
    assert [one(store, lost(first, h, **failure)).look for h in (1, 6)] == [Look.FAILED] * 2  # type: ignore[arg-type]
    assert stored(store, first) == replace(first, versions=1)
    assert len(store.due_checks(["one.example"], [timedelta(hours=24)], 9, at(24))) == 1


def test_a_moved_article_keeps_its_id_and_is_known_at_all_its_addresses(store: Store) -> None:
    first = article(URL, story("ferry"))
    store.save([replace(first, source="https://one.example/short")])
    for hours, path in enumerate(("2026/ferry", "news/ferry"), 1):
        new = article(f"https://one.example/{path}", first.paragraphs)
        saved = one(store, replace(looked(new, hours, first), source=stored(store, first).url, title=first.title))
        assert (saved.id, saved.moved, saved.look) == (first.id, True, Look.SAME)
    store.settle()
    addresses = [URL, "https://one.example/short", "https://one.example/2026/ferry", "https://one.example/news/ferry"]
    assert store.known(addresses) == set(addresses)
    for address in addresses:
        assert history(store, address).url == "https://one.example/news/ferry"
    assert stored(store, first).url == "https://one.example/news/ferry"
    assert store.counts().articles == 1
    back = one(store, replace(first, fetched_at=at(9)))
    assert (back.id, back.new, back.moved) == (first.id, False, True)
    assert store.counts().articles == 1


def test_a_moved_article_may_read_otherwise_too(store: Store) -> None:
    first = article(URL, story("ferry"))
    store.save([first])
    new = article("https://one.example/2026/ferry", (*first.paragraphs, paragraph("more")))
    saved = one(store, looked(new, 1, first))
    assert (saved.moved, saved.look) == (True, Look.CHANGED)
    assert [version.url for version in history(store).versions] == [URL, new.url]


def test_the_order_in_which_fetches_are_stored_does_not_matter(new_store: NewStore) -> None:
    """As when archives are read again: each fetch anew, in whatever order, and some of them twice."""
    texts = [story("ferry"), (*story("ferry"), paragraph("more")), (*story("ferry"), paragraph("most"))]
    fetches = [replace(article(URL, text), fetched_at=at(h)) for h, text in enumerate((*texts[:2], *texts[1:]))]
    told = []
    for seed in range(4):
        with Store.open(new_store()) as store:
            order = random.Random(seed).sample(fetches, len(fetches)) if seed else fetches
            for fetch in order:
                one(store, fetch)
            one(store, replace(fetches[1], fetched_at=at(1) + timedelta(seconds=1)))  # as an archive has it
            told.append([version.story for version in history(store).versions])
    assert told == [texts] * 4


def test_the_same_fetch_read_anew_takes_the_place_of_what_was_read(store: Store) -> None:
    first = article(URL, (*story("ferry"), paragraph("advertisement")))
    store.save([first])
    one(store, looked(replace(first, paragraphs=(*story("ferry"), paragraph("correction"))), 6, first))
    one(store, replace(first, paragraphs=story("ferry")))
    one(store, Unmodified(Recheck(first.id), at(9)))
    one(store, replace(first, paragraphs=(*story("ferry"), paragraph("fix")), fetched_at=at(6)))
    one(store, replace(first, paragraphs=(*story("ferry"), paragraph("fix")), fetched_at=at(7)))
    assert [version.story for version in history(store).versions] == [
        story("ferry"),
        (*story("ferry"), paragraph("fix")),
    ]
    assert stored(store, first).versions == 2
    assert history(store).checked_at == at(9), "an archive tells of no later look"


AGES = [timedelta(hours=1), timedelta(hours=6), timedelta(days=1)]


def test_an_article_is_due_once_at_each_age(store: Store) -> None:
    first = article(URL, story("ferry"))
    store.save([first])
    checked = []
    for minutes in range(0, 60 * 60, 10):
        now = at(minutes / 60)
        if store.due_checks(["one.example"], AGES, 9, now):
            checked.append(minutes / 60)
            one(store, Unmodified(Recheck(first.id), now))
    assert checked == [1, 6, 24]


def test_ages_that_nobody_was_there_for_count_as_one_and_old_ones_as_none(store: Store) -> None:
    first = article(URL, story("ferry"))
    store.save([first])
    assert len(store.due_checks(["one.example"], AGES, 9, at(30))) == 1
    assert store.due_checks(["one.example"], AGES, 9, at(49)) == []
    assert store.due_checks(["one.example"], [], 9, at(30)) == []
    one(store, Unmodified(Recheck(first.id), at(30)))
    assert store.due_checks(["one.example"], AGES, 9, at(31)) == []


def test_of_each_site_the_newest_are_due_first_and_no_more_than_asked_for(store: Store) -> None:
    for site in ("one", "two"):
        made = [article(f"https://{site}.example/{i}", story(f"{site}{i}", 2)) for i in range(5)]
        store.save([replace(a, fetched_at=at(i / 10)) for i, a in enumerate(made)])
    due = store.due_checks(["one.example", "two.example"], AGES, 2, at(3))
    assert [check.url.removeprefix("https://") for check in due] == [
        "one.example/4", "two.example/4", "one.example/3", "two.example/3",
    ]  # fmt: skip
    assert store.due_checks(["three.example"], AGES, 2, at(3)) == []


def test_who_says_that_a_page_has_changed_is_believed_until_it_was_wrong(store: Store) -> None:
    first = article(URL, story("ferry"))
    store.save([first])

    def is_due(said: str, hours: float) -> bool:
        return first.key in store.prompted_checks({first.key: said}, at(hours))

    assert not is_due("2026-03-01T12:00:00Z", 1), "as it was fetched"
    assert not is_due("2026-03-01", 1), "a bare date may have been before"
    assert is_due("2026-03-01T12:10:00Z", 0.2)
    assert is_due("2026-03-02", 24)
    for wrong in range(3):
        now = at(1 + 10 * wrong)
        assert is_due(now.isoformat(), 1 + 10 * wrong)
        one(store, Unmodified(Recheck(first.id, prompted=True), now))
        later = (now + timedelta(minutes=5)).isoformat()
        assert not is_due(later, 1 + 10 * wrong + 0.1)
        assert is_due(later, 1 + 10 * wrong + 2 ** (wrong + 1) - 0.99)
    one(store, looked(replace(first, title="Corrected"), 50, first))
    assert is_due(at(50.1).isoformat(), 50.1)


def test_a_store_after_changes_is_the_store_of_the_final_texts(new_store: NewStore) -> None:
    """Whatever was stored in between: clusters, verdicts, boilerplate and paragraph counts are those of the end."""
    rnd = random.Random(11)
    wires = [story(f"wire{i}") for i in range(6)]
    note = "Write to the desk of this paper if you know more about any of the stories that you read here today."

    def text() -> tuple[str, ...]:
        own, wire = paragraph(f"own{rnd.random()}", 12), rnd.choice(wires)
        return (*wire[: rnd.randint(4, 6)], own, *([note] if rnd.random() < 0.5 else []))

    def page(i: int, paragraphs: tuple[str, ...], path: str = "") -> Article:
        found = article(f"https://{'abc'[i % 3]}.example/{path}{i}", paragraphs)
        return replace(found, published=f"2026-03-01T{i % 24:02}:00:00Z", title=f"Story {i}")

    first = [page(i, text()) for i in range(36)]
    last, looks = dict(enumerate(first)), list[tuple[int, Article]]()
    for hours in range(1, 5):
        for i in rnd.sample(range(36), 15):
            now = text() if rnd.random() < 0.7 else last[i].paragraphs
            if sum(map(len, now)) < 0.6 * sum(map(len, last[i].paragraphs)):
                continue
            path = f"moved{hours}/" if rnd.random() < 0.3 and now == last[i].paragraphs else ""
            moved = page(i, now, path) if path else replace(last[i], paragraphs=now)
            looks.append((i, looked(replace(moved, source=last[i].url), hours, first[i])))
            last[i] = replace(moved, id=first[i].id)
    with Store.open(new_store()) as changed, Store.open(new_store()) as built:
        changed.save(first)
        for n, (_, look) in enumerate(looks):
            one(changed, look)
            if n % 20 == 0:
                changed.settle()
        changed.settle()
        built.save([last[i] for i in range(36)])
        built.settle()
        assert told_by(changed) == told_by(built)
        assert sum(version > 1 for version in versions(changed)) > 10
        assert any("moved" in url for url in urls(changed))


def told_by(store: Store) -> dict[str, object]:
    rows = {found.id: (found.url, found.title, found.paragraphs, found.boilerplate, v) for found, v in store.articles()}
    with store._reading() as connection:
        paragraphs, bands = (
            sorted(map(tuple, connection.exec_driver_sql(f"SELECT key, article FROM {name}")))
            for name in ("paragraphs", "bands")
        )
        repeated = sorted(map(tuple, connection.exec_driver_sql("SELECT key FROM repeated")))
        matched = sorted(map(tuple, connection.exec_driver_sql("SELECT article, other FROM matches")))
    pairs = {frozenset(pair) for pair in matched}
    return {"articles": rows, "repeated": repeated, "matches": pairs, "paragraphs": paragraphs, "bands": bands}


def versions(store: Store) -> list[int]:
    return [found.versions or 0 for found, _ in store.articles()]


def urls(store: Store) -> list[str]:
    return [found.url for found, _ in store.articles()]
