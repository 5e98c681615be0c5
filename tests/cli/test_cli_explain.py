"""`newsieve explain`: pages on disk, stored articles, two targets."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from newsieve.article import Article, Dropped, DropReason, RemovalReason, Removed
from newsieve.store import Store
from newsieve.urls import article_id, page_key
from tests.cli.calling import Call
from tests.store.stories import article, story

LOCK = [
    "The keeper of the old lock said on Monday that its gates would be opened again before the winter.",
    "Twelve boats have waited at Low Quay since the first storms of the autumn broke the upper gate.",
    "The council of Port Ember voted 14 to 9 for the repair, which will cost 310,000 crowns by its own count.",
    "Oda Brill, who sails the mail boat, told reporters that she had carried letters on foot for 23 days.",
]
TITLE = "Old lock <script>alert(1)</script> to open"


def _page(paragraphs: list[str], title: str = "The old lock") -> str:
    told = "".join(f"<p>{text}</p>" for text in paragraphs[1:])
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title></head><body><div><a href="/">Herald</a></div>'
        f"<article><h1>{title}</h1><p class='byline'>By Tam Reeve</p><p>{paragraphs[0]}</p>"
        "<figure><img src='a.jpg'><figcaption>The old lock at dusk.</figcaption></figure>"
        f"{told}</article><p>Imprint</p></body></html>"
    )


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "lock.html"
    path.write_text(_page(LOCK))
    return path


def _article(url: str, paragraphs: list[str], published: str | None) -> Article:
    removed = (Removed("By <b>Tam Reeve</b>", RemovalReason.BYLINE),)
    return replace(article(url, tuple(paragraphs), published=published), title=TITLE, removed=removed)


FIRST, COPY = "https://one.example/lock", "https://two.example/lock"
LIST = "https://two.example/list"
LATER = "2026-03-01T09:35Z"
NOTICE = "Two Herald readers get the news from the lock keeper's own desk every morning at six."


@pytest.fixture
def store(tmp_path: Path) -> str:
    path = str(tmp_path / "news.db")
    edited = [*LOCK[:2], LOCK[2].replace("14 to 9", "14 to 8"), LOCK[3], NOTICE]
    others = [_article(f"https://two.example/{n}", [*story(f"other {n}"), NOTICE], "2026-03-02") for n in range(3)]
    with Store.open(path) as archive:
        archive.save([_article(FIRST, LOCK, "2026-03-01T08:00:00Z"), _article(COPY, edited, LATER), *others])
        archive.save([Dropped(LIST, LIST, DropReason.INDEX_PAGE, "a list", key=LIST)])
        archive.settle()
    return path


# --- a page ---


def test_each_block_of_a_page_is_told_in_order_with_its_reason(call: Call, lock: Path) -> None:
    called = call("explain", str(lock))
    assert (called.code, called.err) == (0, "")
    places = [called.out.index(words) for words in ("Herald", "headline ┊", "byline ┊", "┃ The keeper", "caption ┊")]
    assert places == sorted(places)
    assert "before the story ┊ Herald" in called.out
    assert "after the story ┊ Imprint" in called.out
    assert re.search(r"article: \d paragraphs kept, \d blocks removed, 2 outside the story", called.out)


def test_a_page_from_standard_input_is_explained(call: Call) -> None:
    assert "┃ The keeper" in call("explain", "-", stdin=_page(LOCK).encode()).out


def test_a_page_that_gives_no_article_tells_why(call: Call, tmp_path: Path) -> None:
    (tmp_path / "short.html").write_text("<p>Soon.</p>")
    (tmp_path / "file.html").write_bytes(b"%PDF-1.7")
    assert "dropped, no text: no text that reads like a story" in call("explain", "short.html").out
    assert "dropped, not html: a PDF document, not HTML" in call("explain", "file.html").out


def test_control_characters_of_a_page_do_not_reach_the_terminal(call: Call, tmp_path: Path) -> None:
    (tmp_path / "evil.html").write_text(_page([*LOCK, "It \x1b[31m rained \u202e backwards all the day on Mill Lane."]))
    told = call("explain", "evil.html").out
    assert "\x1b" not in told
    assert "\u202e" not in told
    assert "\\u202e" in told


def test_on_a_terminal_dropped_blocks_are_struck_and_kept_ones_plain(
    call: Call, lock: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm")
    told = call("explain", str(lock)).out
    struck = re.findall(r"\x1b\[2;9m(.*?)\x1b\[0m", told)
    assert "The old lock at dusk." in struck
    assert not any("keeper of the old lock" in words for words in struck)


# --- as a page ---


def _written(call: Call, *arguments: str) -> html.HtmlElement:
    called = call(*arguments, "--html", "why.html")
    assert (called.code, called.out) == (0, ""), called.err
    text = Path("why.html").read_text(encoding="utf-8")
    tree: html.HtmlElement = html.document_fromstring(text)
    return tree


def _texts(tree: html.HtmlElement, path: str) -> list[str]:
    return [found.text_content() for found in tree.xpath(path)]


def _needs_nothing(tree: html.HtmlElement) -> None:
    assert {element.tag for element in tree.iter()} & {"script", "img", "link", "iframe", "object"} == set()
    assert tree.xpath("//@src | //@onclick | //@onload") == []
    assert "url(" not in tree.findtext(".//style")
    assert "@import" not in tree.findtext(".//style")


def test_a_page_of_the_explanation_shows_what_was_kept_and_what_was_dropped(call: Call, lock: Path) -> None:
    tree = _written(call, "explain", str(lock))
    _needs_nothing(tree)
    kept = _texts(tree, "//div[contains(@class, 'block kept')]/p")
    assert LOCK[2] in kept
    labels = _texts(tree, "//div[contains(@class, 'removed')]//span[@class='chip']")
    assert {"headline", "byline", "caption"} <= set(labels)
    legend = _texts(tree, "//section[@class='legend']//li")
    assert f"{len(kept)} kept" in legend
    assert "2026" not in " ".join(legend)


def test_html_in_titles_and_texts_is_escaped(call: Call, tmp_path: Path, store: str) -> None:
    evil = "Somebody painted &lt;script&gt;alert(2)&lt;/script&gt; and &lt;img src=x onerror=alert(3)&gt; on it."
    (tmp_path / "evil.html").write_text(
        _page([*LOCK, evil], "A &lt;script&gt;alert(1)&lt;/script&gt; \x07 at the lock")
    )
    tree = _written(call, "explain", "evil.html")
    _needs_nothing(tree)
    assert "A <script>alert(1)</script>" in tree.findtext(".//h1")
    assert any("<img src=x onerror=alert(3)>" in text for text in _texts(tree, "//p"))
    stored = _written(call, "explain", FIRST, "--store", store)
    _needs_nothing(stored)
    assert stored.findtext(".//h1") == TITLE
    _needs_nothing(_written(call, "explain", FIRST, COPY, "--store", store))


def test_a_url_that_is_no_web_address_is_no_link(call: Call, store: str) -> None:
    with Store.open(store) as archive:
        bad = _article("https://three.example/a", LOCK, None)
        archive.save([replace(bad, canonical_url="javascript:alert(1)")])
    tree = _written(call, "explain", "https://three.example/a", "--store", store)
    assert all(str(href).startswith("https://") for href in tree.xpath("//a/@href"))


# --- a stored article ---


def test_a_stored_article_tells_boilerplate_duplicates_and_its_story(call: Call, store: str) -> None:
    told = call("explain", COPY, "--store", store).out
    assert "site boilerplate ┊ Two Herald readers" in told
    assert "in 4 stories of ┊" in told
    assert re.search(r"near copy of one\.example,\s+https://one\.example/lock:\s+similarity 0\.\d\d", told)
    assert re.search(r"first +one\.example +2026-03-01 08:00 UTC +near 0\.\d\d / 0\.\d\d +canonical", told)
    assert re.search(r"\+95 min +two\.example +2026-03-01 09:35 UTC.* this one", told)
    assert "By <b>Tam Reeve</b>" in told


def test_a_stored_article_is_found_by_its_id(call: Call, store: str) -> None:
    told = call("explain", article_id(page_key(FIRST)), "--store", store).out
    assert "canonical: 1 copy of it" in told


def test_a_stored_page_without_an_article_tells_why(call: Call, store: str) -> None:
    assert "dropped, index page: a list" in call("explain", LIST, "--store", store).out


@pytest.mark.parametrize(
    ("target", "code", "named"),
    [
        ("https://nowhere.example/", 1, "https://nowhere.example/: not in news.db (newsieve crawl"),
        ("0123456789abcdef", 1, "0123456789abcdef: not in news.db"),
        ("no-such-thing", 2, "no-such-thing: no such file, and neither a URL nor an article's id"),
        ("gone.html", 1, "gone.html: cannot be read: no such file or directory"),
        (".", 2, ".: a folder: expected one page"),
    ],
)
def test_what_cannot_be_explained_is_one_line(call: Call, store: str, target: str, code: int, named: str) -> None:
    called = call("explain", target, "--store", Path(store).name)
    assert (called.code, called.out, called.err.count("\n")) == (code, "", 1)
    assert named in called.err


def test_a_store_is_not_made_for_an_explanation(call: Call, tmp_path: Path) -> None:
    called = call("explain", FIRST, "--store", "none.db")
    assert (called.code, called.err) == (1, "newsieve: none.db: no such store\n")
    assert not (tmp_path / "none.db").exists()


# --- two ---


def test_two_articles_are_compared_with_their_measures_and_differences(call: Call, store: str) -> None:
    told = call("explain", FIRST, COPY, "--store", store).out
    assert told.startswith("near: the same story, edited\nsimilarity 0.")
    assert "14 to [-9-] for the repair" in told
    assert "14 to {+8+} for the repair" in told
    assert "the store has them in one story" in told
    assert "figures: " in told


def test_two_columns_where_there_is_room_else_one_below_the_other(
    call: Call, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    facing = re.compile(r"The keeper of the old lock.*The keeper of the old lock")
    monkeypatch.setenv("COLUMNS", "100")
    assert facing.search(call("explain", FIRST, COPY, "--store", store).out)
    monkeypatch.setenv("COLUMNS", "99")
    told = call("explain", FIRST, COPY, "--store", store).out
    assert not facing.search(told)
    assert told.count("The keeper of the old lock") == 2


def test_look_alikes_tell_which_figures_contradict(call: Call, tmp_path: Path) -> None:
    report = "Expect a high of {} degrees and a low of {} degrees. Winds from the west reach {} kilometres an hour."
    more = "The chance of rain is {} per cent in the hills. The river stands at {} centimetres below the old gauge."
    for name, values in (("a", (21, 9, 30, 40, 210)), ("b", (14, 4, 55, 80, 260))):
        (tmp_path / f"{name}.html").write_text(_page([f"{report} {more}".format(*values)], "Weather"))
    told = call("explain", "a.html", "b.html").out
    assert told.startswith("different stories\n")
    assert "figures contradict: 5 of 5 shared places are filled differently" in told
    assert re.search(r"high of ▢ degrees and +21 +14", told)
    tree = _written(call, "explain", "a.html", "b.html")
    assert _texts(tree, "//table//tr[2]/td") == ["high of ▢ degrees and", "21", "14"]
    assert "Different stories" in tree.findtext(".//h1")


def test_a_page_beside_a_stored_article_marks_what_one_has_alone(call: Call, lock: Path, store: str) -> None:
    tree = _written(call, "explain", str(lock), COPY, "--store", store)
    assert "8" in _texts(tree, "//div[@class='row']/p/mark")
    assert len(tree.xpath("//div[@class='row']")) >= 4


def test_a_page_without_an_article_cannot_be_compared(call: Call, lock: Path, tmp_path: Path) -> None:
    (tmp_path / "short.html").write_text("<p>Soon.</p>")
    called = call("explain", str(lock), "short.html")
    assert (called.code, called.err.count("\n")) == (1, 1)
    assert "short.html: gave no article: no_text" in called.err
