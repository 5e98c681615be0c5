"""The projects of docs/other-projects.md, run from the wheel in a folder of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from newsieve.addon import MANNERS
from newsieve.record import FIELDS
from tests.crawl.web import Web
from tests.packaging.conftest import Environment
from tests.packaging.gazette import DOCS, LIGHTHOUSE, SENTENCE, SPIDER, article, crawled, made, print_gazette, told

RECORD = {field.name for field in FIELDS}
EXTRACT = "newsieve.pipelines.extract_article.ExtractArticle"
FIND = "newsieve.pipelines.find_duplicates.FindDuplicates"
STORE = "newsieve.pipelines.store_article.StoreArticle"
READ = """
from newsieve.article import Page
from newsieve.extraction import extract


class Read:
    def process_item(self, item):
        return extract(item) if isinstance(item, Page) else item
"""
READ_ONE = """
import scrapy


class One(scrapy.Spider):
    name = "one"

    def __init__(self, url=None, **arguments):
        super().__init__(**arguments)
        self.start_urls = [url]

    def parse(self, response):
        yield {"url": response.url, "body": response.body}
"""
LETTERS = """
import scrapy
from newsieve.crawl.pages import page_from


class Letters(scrapy.Spider):
    name = "letters"

    def __init__(self, url=None, **arguments):
        super().__init__(**arguments)
        self.start_urls = [url]

    def parse(self, response):
        for link in response.css("h2 a"):
            yield response.follow(link, self.parse_story, meta={"role": "article"})
        for link in response.css("a.older"):
            yield response.follow(link, meta={"role": "section", "continues": True})

    def parse_story(self, response):
        yield page_from(response)
"""


def settings(*stages: str) -> str:
    """A settings file that names these stages, and no store."""
    return f"SPIDER_MODULES = ['spiders']\nITEM_PIPELINES = { ({stage: n for n, stage in enumerate(stages)}) }\n"


@pytest.fixture
def web() -> Iterator[Web]:
    with Web() as running:
        print_gazette(running)
        yield running


def test_one_line_makes_records_of_pages_and_fetches_none_of_them_again(
    environment: Environment, tmp_path: Path, web: Web
) -> None:
    project = made(tmp_path, told("With one line"))
    first, *articles = crawled(environment, project, "gazette", web.url("/"))
    assert first == {"front_page": web.url("/"), "links": 7, "stamped": True}
    assert {tuple(record) for record in articles} == {(*(field.name for field in FIELDS), "stamped")}
    titles = ["Skell has its ferry back", "The ferry sails again", "The lighthouse is for sale"]
    assert sorted(record["title"] for record in articles) == titles
    assert {record["site"] for record in articles} == {"The Gazette"}
    assert all(max(record["text"].count(sentence) for sentence in (SENTENCE, LIGHTHOUSE)) == 8 for record in articles)
    assert [record["relation"] for record in articles if record["duplicate_of"]] == ["exact"]
    assert not list(project.glob("news.db-wal")), "the store was closed"
    assert web.times("/2026/03/03/closed") == 0, "robots.txt closes it"
    assert web.times("/2026/03/01/the-ferry-sails-again?utm_source=front") == 0, "it is the first story once more"
    web.asked.clear()
    again = crawled(environment, project, "gazette", web.url("/"))
    assert [list(item) for item in again] == [["front_page", "links", "stamped"]]
    assert web.pages_asked == ["/", "/about"], "what led to stories is known too; what gave none has further tries"


def test_a_list_that_an_earlier_run_has_read_to_its_end_is_not_followed(
    environment: Environment, tmp_path: Path, web: Web
) -> None:
    for number in (1, 2, 3):
        path = f"/2026/02/0{number}/the-lighthouse-keepers-letter-{number}"
        web.add(path, article(f"Letter {number}", number * 100, f"Letter {number}: {LIGHTHOUSE}"))
        older = f'<a class="older" href="/letters/{number + 1}">Older</a>' if number < 3 else ""
        web.add(f"/letters/{number}", f'<html><body><h2><a href="{path}">Letter</a></h2>{older}</body></html>')
    named = told("With one line")["settings.py"].replace("ITEM_PIPELINES", "_THEIRS")
    project = made(tmp_path, {"spiders/letters.py": LETTERS, "settings.py": named})
    records = crawled(environment, project, "letters", web.url("/letters/1"))
    assert sorted(record["title"] for record in records) == ["Letter 1", "Letter 2", "Letter 3"]
    web.asked.clear()
    assert crawled(environment, project, "letters", web.url("/letters/1")) == []
    assert web.pages_asked == ["/letters/1"]


def test_extraction_alone_gives_flat_records_and_says_what_was_dropped(
    environment: Environment, tmp_path: Path, web: Web
) -> None:
    project = made(tmp_path, {SPIDER: told("With one line")[SPIDER]}, told("Stages alone"))
    first, *records = crawled(environment, project, "gazette", web.url("/"))
    assert first == {"front_page": web.url("/"), "links": 7}
    assert all(set(record) == RECORD for record in records)
    by_url = {record["url"]: record for record in records}
    ferry = by_url[web.url("/2026/03/02/skell-has-its-ferry-back")]
    assert (ferry["status"], ferry["text"].count(SENTENCE)) == ("article", 8)
    about = by_url[web.url("/about")]
    assert (about["status"], about["text"]) == ("dropped", None)
    assert about["reason"]


def test_two_stages_without_a_store_store_nothing_and_drop_what_is_no_article(
    environment: Environment, tmp_path: Path, web: Web
) -> None:
    project = made(tmp_path, {SPIDER: told("With one line")[SPIDER], "settings.py": settings(EXTRACT, STORE)})
    front, *records = crawled(environment, project, "gazette", web.url("/"))
    assert front == {"front_page": web.url("/"), "links": 7}
    assert [tuple(record) for record in records] == [tuple(field.name for field in FIELDS)] * 4
    assert {(record["status"], record["cluster"]) for record in records} == {("article", None)}
    assert list(project.rglob("*.db")) == []


def test_the_stages_work_on_articles_that_a_stage_of_the_project_has_read(
    environment: Environment, tmp_path: Path, web: Web
) -> None:
    named = settings("pipelines.read.Read", FIND, STORE) + "NEWSIEVE_STORE = 'news.db'\n"
    project = made(tmp_path, {SPIDER: told("With one line")[SPIDER], "pipelines/read.py": READ, "settings.py": named})
    _, *records = crawled(environment, project, "gazette", web.url("/"))
    assert {record["relation"] for record in records} >= {"exact", None}


def test_a_stage_of_ones_own_may_call_the_core(environment: Environment, tmp_path: Path, web: Web) -> None:
    files = {"settings.py": settings("pipelines.clean.Clean"), "spiders/one.py": READ_ONE}
    project = made(tmp_path, told("From a stage of your own"), files)
    url = web.add("/2026/03/04/one", article("One", 60))
    (item,) = crawled(environment, project, "one", url)
    assert set(item) == {"url", "text"}
    assert item["text"].count(SENTENCE) == 8


def test_every_setting_of_the_addon_is_told() -> None:
    page = DOCS.read_text(encoding="utf-8")
    assert [name for name in MANNERS if f"`{name}`" not in page] == []
