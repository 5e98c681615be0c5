from __future__ import annotations

import doctest
import inspect
from pathlib import Path
from types import ModuleType

import pytest

from newsieve.crawl.robots import RETRY_AFTER
from newsieve.crawl.well_known import MOST_REDIRECTS
from spiders import feed, limits, requests, site, sitemap, urls, walk, warc
from spiders.requests import NewsSpider

PAGE = Path(__file__).parents[2] / "docs" / "spiders.md"
SPIDERS = (urls.UrlsSpider, feed.FeedSpider, sitemap.SitemapSpider, site.SiteSpider, warc.WarcSpider)


def rows() -> dict[str, list[str]]:
    lines = (line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `"))
    cells = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return {cell[0].strip("`"): cell[1:] for cell in cells}


@pytest.mark.parametrize("spider", SPIDERS)
def test_every_argument_of_every_spider_is_documented(spider: type[NewsSpider]) -> None:
    named = {name for kind in spider.__mro__ if issubclass(kind, NewsSpider) for name in arguments(kind)}
    for argument in named:
        where = rows()[argument][0]
        assert where == "all" or f"`{spider.name}`" in where


def arguments(spider: type[NewsSpider]) -> list[str]:
    parameters = inspect.signature(spider.__init__).parameters.values()
    return [p.name for p in parameters if p.kind is p.POSITIONAL_OR_KEYWORD and p.name != "self"]


def test_the_documented_limits_are_the_real_ones() -> None:
    documented = {name: rows()[name][1] for name in ("max_pages", "max_sections", "max_depth", "max_sitemaps")}
    assert documented == {
        "max_pages": str(limits.MAX_PAGES),
        "max_sections": str(limits.MAX_SECTIONS),
        "max_depth": str(limits.MAX_DEPTH),
        "max_sitemaps": str(limits.MAX_SITEMAPS),
    }
    text = PAGE.read_text(encoding="utf-8")
    assert (site.MOST_FEEDS, MOST_REDIRECTS, RETRY_AFTER) == (10, 5, 600.0)
    assert (walk.MOST_NESTED, sitemap.MOST_BYTES, site.SINCE) == (3, 50 * 1024 * 1024, "7d")
    assert "`7d` for `site`" in rows()["since"][1]
    assert "three indexes deep" in text
    assert "50 MiB" in text
    assert "up to ten feeds" in text
    assert "five times at most" in text
    assert "after ten minutes" in text


def test_the_examples_in_the_docs_hold() -> None:
    text = PAGE.read_text(encoding="utf-8").replace("```\n", "\n")  # else the fence is taken for output
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    assert doctest.DocTestRunner().run(test) == (0, 3)


@pytest.mark.parametrize("module", [limits, requests])
def test_every_example_in_a_spiders_docstring_is_true(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
