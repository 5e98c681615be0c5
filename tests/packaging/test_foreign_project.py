"""Somebody else's flat Scrapy project, in an environment that has newsieve, is unharmed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from tests.packaging.conftest import Environment

FILES = {
    "scrapy.cfg": "[settings]\ndefault = settings\n",
    "settings.py": """
        BOT_NAME = "foreign"
        SPIDER_MODULES = ["spiders"]
        ITEM_PIPELINES = {"pipelines.stamp.Stamp": 300}
    """,
    "spiders/__init__.py": "",
    "spiders/mine.py": """
        import scrapy

        class Mine(scrapy.Spider):
            name = "mine"

            def __init__(self, url=None, **arguments):
                super().__init__(**arguments)
                self.start_urls = [url]

            def parse(self, response):
                yield {"heading": response.css("h1::text").get()}
    """,
    "pipelines/__init__.py": "",
    "pipelines/stamp.py": """
        class Stamp:
            def process_item(self, item):
                return {**item, "stamped": True}
    """,
}


STAGES = """
ITEM_PIPELINES = {
    "newsieve.pipelines.extract_article.ExtractArticle": 100,
    "newsieve.pipelines.drop_boilerplate.DropBoilerplate": 200,
    "newsieve.pipelines.find_duplicates.FindDuplicates": 300,
    "newsieve.pipelines.store_article.StoreArticle": 400,
}
NEWSIEVE_STORE = "news.db"
NEWSIEVE_WORKERS = 1
"""

PAGES_SPIDER = """
import scrapy
from newsieve.article import Page


class Pages(scrapy.Spider):
    name = "pages"

    def __init__(self, url=None, **arguments):
        super().__init__(**arguments)
        self.start_urls = [url]

    def parse(self, response):
        yield Page(url=response.url, requested_url=response.url, body=response.body)
"""

SENTENCE = (
    "The ferry between Upper Harbour and the island of Skell sails again after eleven weeks, the harbour office says."
)


class OnePage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        story = "".join(f"<p>{SENTENCE} It carried {n} passengers that day.</p>" for n in range(40, 48))
        body = f"<html><body><article><h1>The ferry sails again</h1>{story}</article></body></html>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@pytest.fixture
def page() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), OnePage) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace("\n        ", "\n"), encoding="utf-8")
    return tmp_path


def test_its_list_names_its_own_spiders_alone(environment: Environment, project: Path) -> None:
    done = environment.run("-m", "scrapy", "list", cwd=project)
    assert (done.returncode, done.stdout) == (0, "mine\n"), done.stderr


def test_its_crawl_runs_its_own_stage(environment: Environment, project: Path, page: str) -> None:
    done = environment.run("-m", "scrapy", "crawl", "mine", "-a", f"url={page}", "-O", "out.jsonl", cwd=project)
    assert done.returncode == 0, done.stderr
    lines = (project / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == [{"heading": "The ferry sails again", "stamped": True}]


def test_it_can_name_the_stages_of_newsieve(environment: Environment, project: Path, page: str) -> None:
    with (project / "settings.py").open("a", encoding="utf-8") as settings:
        settings.write(STAGES)
    (project / "spiders" / "pages.py").write_text(PAGES_SPIDER, encoding="utf-8")
    done = environment.run("-m", "scrapy", "crawl", "pages", "-a", f"url={page}", "-O", "out.jsonl", cwd=project)
    assert done.returncode == 0, done.stderr
    (line,) = (project / "out.jsonl").read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["title"] == "The ferry sails again"
    assert json.loads(line)["text"].count(SENTENCE) == 8
    assert (project / "news.db").exists()
