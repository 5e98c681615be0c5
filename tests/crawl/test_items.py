from __future__ import annotations

import io
import json

import pytest
from itemadapter.adapter import ItemAdapter
from scrapy import Request
from scrapy.exporters import JsonLinesItemExporter
from scrapy.http import Response

from newsieve.article import Dropped, DropReason, Hints
from newsieve.crawl.items import register
from newsieve.crawl.pages import page_from
from newsieve.record import dropped_record, record
from tests.store.stories import article, story

ARTICLE = article("https://lantern.example/1", story("a"))
DROPPED = Dropped("https://a.example/x", "https://a.example/x", DropReason.TIMEOUT, "no answer within 30 s")


def test_an_exporter_writes_the_record_of_an_article_and_of_a_drop() -> None:
    register()
    register()
    file = io.BytesIO()
    exporter = JsonLinesItemExporter(file, encoding="utf-8")
    exporter.export_item(ARTICLE)
    exporter.export_item(DROPPED)
    lines = [json.loads(line) for line in file.getvalue().splitlines()]
    assert lines == [record(ARTICLE), dropped_record(DROPPED)]


def test_an_article_is_read_through_itemadapter_and_not_changed() -> None:
    register()
    item = ItemAdapter(ARTICLE)
    assert item["text"] == ARTICLE.text
    assert list(item.field_names()) == list(record(ARTICLE))
    with pytest.raises(TypeError, match=r"use dataclasses\.replace"):
        item["text"] = "another"


def test_a_page_from_somebody_elses_response_takes_nothing_from_their_meta() -> None:
    meta = {"source": 7, "outlet": ["theirs"], "hints": "theirs", "redirect_urls": ["https://a.example/short"]}
    request = Request("https://a.example/long", meta=meta)
    response = Response("https://a.example/long#top", headers={"Content-Type": "text/html; charset=x"}, request=request)
    page = page_from(response, outlet="The Lantern")
    assert (page.url, page.requested_url) == ("https://a.example/long", "https://a.example/short")
    assert (page.outlet, page.hints, page.encoding, page.content_type) == ("The Lantern", Hints(), "x", "text/html")


def test_a_page_needs_no_request() -> None:
    assert page_from(Response("https://a.example/1", body=b"x")).requested_url == "https://a.example/1"
