from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from newsieve.store import Ending, Store
from tests.cli.calling import Call, html_page, story
from tests.cli.serving import HURRY, Site, feed, interrupted, newsieve, served
from tests.crawl.proxy import Proxy


@pytest.fixture
def site() -> Iterator[Site]:
    with served(Site({"/robots.txt": "", "/a": html_page("A", story(1)), "/b": html_page("B", story(5))})) as site:
        site.answers["/feed"] = feed(site, "/a", "/b")
        yield site


def sources(folder: Path, *feeds: str) -> None:
    tables = [f'[[source]]\nname = "Outlet {n}"\nfeeds = ["{url}"]\n' for n, url in enumerate(feeds, 1)]
    (folder / "sources.toml").write_text('contact = "desk@harbour.example"\n' + "".join(tables))


def test_a_crawl_fills_the_store_sums_up_and_finds_nothing_new_the_next_time(site: Site, tmp_path: Path) -> None:
    sources(tmp_path, f"{site.url}/feed")
    first = newsieve(tmp_path, "crawl", *HURRY)
    assert (first.returncode, first.stdout) == (0, "")
    assert "2  new articles" in first.stderr
    assert "2  stories in the store, told by 2 articles" in first.stderr
    second = newsieve(tmp_path, "crawl", *HURRY)
    assert second.returncode == 0
    assert "2  pages known already, not fetched again" in second.stderr
    assert "nothing new" in second.stderr
    assert site.asked.count("/a") == 1
    with Store.open(str(tmp_path / "newsieve.db"), create=False) as store:
        assert {article.site for article, _ in store.articles()} == {"Outlet 1"}
        report = store.latest_report()
    assert report is not None
    assert (json.loads(report)["articles"], json.loads(report)["known"]) == (0, 2)


def test_a_source_that_fails_is_named_and_the_run_goes_on(site: Site, tmp_path: Path) -> None:
    site.answers["/page"] = "<p>no feed"
    sources(tmp_path, f"{site.url}/feed", f"{site.url}/absent", f"{site.url}/page")
    called = newsieve(tmp_path, "crawl", "sources.toml", "--store", "other.db", *HURRY)
    assert called.returncode == 0
    assert f"{site.url}/absent  http error: HTTP 404" in called.stderr
    assert f"{site.url}/page  not a feed" in called.stderr
    assert (tmp_path / "other.db").exists()
    assert newsieve(tmp_path, "crawl", "--store", "other.db", "--strict", *HURRY).returncode == 1


def test_when_every_source_fails_it_never_looks_like_success(site: Site, tmp_path: Path) -> None:
    sources(tmp_path, f"{site.url}/absent")
    called = newsieve(tmp_path, "crawl", "--quiet", *HURRY)
    assert called.returncode == 1
    assert called.stderr.endswith("newsieve: no article could be obtained\n")


def test_a_limit_holds_for_each_outlet(site: Site, tmp_path: Path) -> None:
    sources(tmp_path, f"{site.url}/feed")
    assert "1  new articles" in newsieve(tmp_path, "crawl", "--limit", "1", *HURRY).stderr


def test_ctrl_c_says_what_is_stored(site: Site, tmp_path: Path) -> None:
    site.answers["/slow"] = threading.Event()
    site.answers["/feed"] = feed(site, "/a", "/slow")
    sources(tmp_path, f"{site.url}/feed")
    code, told, seconds = interrupted(tmp_path, site, "/slow", "crawl", *HURRY)
    assert (code, "Traceback" in told) == (130, False)
    assert "interrupted: 1 article stored in newsieve.db; the same command goes on from there" in told
    assert seconds < 5
    with Store.open(str(tmp_path / "newsieve.db"), create=False) as store:
        assert store.runs(1)[0].outcome is Ending.INTERRUPTED


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ([], "no sources.toml here: newsieve init writes one; or name a sources file or a home page URL"),
        (["absent.toml"], "absent.toml: no such file"),
        (["nonsense"], "'nonsense' is no URL: expected http:// or https:// and a host, or a sources file"),
        (["https://x.example/", "--limit", "0"], "--limit"),
        (["https://x.example/", "--store", "oracle://x"], "oracle://x"),
        (["https://x.example/", "-s", "NEWSIEVE_PROXY=proxy:1"], "NEWSIEVE_PROXY: 'proxy:1': expected \"http://HOST"),
    ],
)
def test_a_wrong_call_is_one_line_and_exit_code_2(call: Call, arguments: list[str], complaint: str) -> None:
    called = call("crawl", *arguments)
    assert (called.code, called.out) == (2, "")
    assert complaint in called.err.splitlines()[-1]


def test_a_wrong_key_in_the_sources_is_named_and_nothing_is_made(call: Call, tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text('[[source]]\nname = "X"\nstrat = "https://x.example/"\n')
    called = call("crawl")
    assert called.code == 2
    assert "sources.toml: source 1 (X): strat: unknown key: did you mean start?" in called.err
    assert not (tmp_path / "newsieve.db").exists()


def test_what_is_no_url_among_home_pages_is_named_and_the_run_goes_on(site: Site, tmp_path: Path) -> None:
    called = newsieve(tmp_path, "crawl", "no-url", f"{site.url}/feed", *HURRY)
    assert called.returncode == 0
    assert "'no-url' is no URL" in called.stderr
    assert "2  new articles" in called.stderr


def test_a_limit_on_the_command_line_wins_over_a_sources_own(site: Site, tmp_path: Path) -> None:
    sources(tmp_path, f"{site.url}/feed")
    with (tmp_path / "sources.toml").open("a") as file:
        file.write("max_pages = 2\n")
    assert "1  new article" in newsieve(tmp_path, "crawl", "--limit", "1", *HURRY).stderr
    assert "1  new article" in newsieve(tmp_path, "crawl", *HURRY).stderr


def test_the_proxy_of_a_file_fetches_everything_and_its_password_is_nowhere_to_be_read(
    site: Site, tmp_path: Path
) -> None:
    sources(tmp_path, f"{site.url}/feed")
    text = (tmp_path / "sources.toml").read_text()
    with Proxy("desk:secret-word") as proxy:
        (tmp_path / "sources.toml").write_text(f'proxy = "{proxy.url}"\n{text}')
        called = newsieve(tmp_path, "crawl", "--verbose", *HURRY, "-s", "LOG_LEVEL=DEBUG")
        assert sorted(proxy.passed) == sorted(
            f"{site.url}{path}" for path in ("/robots.txt", "/.well-known/tdmrep.json", "/feed", "/a", "/b")
        )
        (tmp_path / "sources.toml").write_text(f'proxy = "http://desk:secret-word@127.0.0.1:9"\n{text}')
        refused = newsieve(tmp_path, "crawl", "--verbose", *HURRY)
    assert "2  new articles" in called.stderr
    assert "proxy http://127.0.0.1:9: connection refused" in refused.stderr
    assert "secret-word" not in called.stderr + refused.stderr
    assert not [path for path in tmp_path.glob("newsieve.db*") if b"secret-word" in path.read_bytes()]


def test_one_outlet_in_two_files_is_refused(call: Call, tmp_path: Path) -> None:
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text('[[source]]\nname = "Harbour Times"\nstart = "https://x.example/"\n')
    called = call("crawl", "a.toml", "b.toml")
    assert called.code == 2
    assert "two sources are called 'harbour times'" in called.err
