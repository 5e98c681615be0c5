"""The add-on: what it puts into a project's settings, and what it leaves."""

from __future__ import annotations

from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.utils.conf import build_component_list
from scrapy.utils.misc import load_object

from newsieve import settings as ours
from newsieve.addon import MANNERS, REPLACED, NewsieveAddon


def project(**own: Any) -> Settings:
    settings = Settings(own)
    NewsieveAddon().update_settings(settings)
    return settings


def names(settings: Settings, kind: str) -> list[str]:
    components = build_component_list(settings.get_component_priority_dict_with_base(kind))
    return [load_object(component).__name__ for component in components]


def test_the_five_stages_run_in_order_before_the_projects_own() -> None:
    stamp = "tests.crawl.one_crawl.Keep"
    assert names(project(ITEM_PIPELINES={stamp: 300}), "ITEM_PIPELINES") == [
        "ObeyObjections",
        "ExtractArticle",
        "DropBoilerplate",
        "FindDuplicates",
        "StoreArticle",
        "Keep",
    ]


def test_robots_txt_is_obeyed_by_our_middleware_alone() -> None:
    found = names(project(), "DOWNLOADER_MIDDLEWARES")
    assert found.index("RobotsMiddleware") == found.index("SourceWays") + 1
    assert "RobotsTxtMiddleware" not in found
    assert "HttpProxyMiddleware" in found


def test_redirects_are_followed_by_our_middlewares_alone() -> None:
    found = names(project(), "DOWNLOADER_MIDDLEWARES")
    assert {"Redirects", "Refreshes"} <= set(found)
    assert not {"RedirectMiddleware", "MetaRefreshMiddleware"} & set(found)


def test_what_we_replace_is_what_our_own_settings_turn_off() -> None:
    off = [path for path, order in ours.DOWNLOADER_MIDDLEWARES.items() if order is None]
    assert sorted(REPLACED.values()) == sorted(off)


@pytest.mark.parametrize(("our", "scrapys"), REPLACED.items())
@pytest.mark.parametrize("place", [None, 333])
def test_where_a_project_places_a_middleware_of_scrapys_ours_stays_out(
    our: str, scrapys: str, place: int | None
) -> None:
    settings = project(DOWNLOADER_MIDDLEWARES={scrapys: place})
    found = names(settings, "DOWNLOADER_MIDDLEWARES")
    assert our.rpartition(".")[2] not in found
    assert (scrapys.rpartition(".")[2] in found) == (place is not None)


@pytest.mark.parametrize("name", MANNERS)
def test_each_manner_is_that_of_newsieve_unless_the_project_sets_it(name: str) -> None:
    assert project()[name] == getattr(ours, name)
    own = False if isinstance(getattr(ours, name), bool) else 77
    assert project(**{name: own})[name] == own


def test_the_projects_own_components_keep_their_place() -> None:
    stage = next(path for path in ours.ITEM_PIPELINES if path.endswith("StoreArticle"))
    known = "newsieve.crawl.known.SkipKnownPages"
    settings = project(ITEM_PIPELINES={stage: 900}, SPIDER_MIDDLEWARES={known: None}, DUPEFILTER_CLASS="their.Filter")
    assert settings["ITEM_PIPELINES"][stage] == 900
    assert "SkipKnownPages" not in names(settings, "SPIDER_MIDDLEWARES")
    assert settings["DUPEFILTER_CLASS"] == "their.Filter"


def test_nothing_is_stored_unless_the_project_names_a_store(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEWSIEVE_STORE", "elsewhere.db")
    assert project().get("NEWSIEVE_STORE") is None


def test_the_user_agent_stays_the_projects() -> None:
    assert project(USER_AGENT="gazette/1.0")["USER_AGENT"] == "gazette/1.0"
    assert "newsieve" not in project()["USER_AGENT"].lower()
