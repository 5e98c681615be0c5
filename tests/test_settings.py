from __future__ import annotations

from scrapy.settings import Settings
from scrapy.utils.misc import load_object


def crawl_settings() -> Settings:
    settings = Settings()
    settings.setmodule("newsieve.settings", priority="project")
    return settings


def test_every_component_that_the_settings_name_can_be_loaded() -> None:
    settings = crawl_settings()
    named = [settings["DUPEFILTER_CLASS"], settings["LOG_FORMATTER"]]
    for components in ("ITEM_PIPELINES", "DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
        named += [name for name, order in settings[components].items() if order is not None]
    assert len(named) >= 8
    for name in named:
        assert load_object(name)


def test_the_stages_run_in_the_order_of_the_design() -> None:
    stages = crawl_settings().getdict("ITEM_PIPELINES")
    names = [name.rpartition(".")[2] for name in sorted(stages, key=lambda name: int(stages[name]))]
    assert names == ["ObeyObjections", "ExtractArticle", "DropBoilerplate", "FindDuplicates", "StoreArticle"]


def test_a_crawl_is_polite_and_careful_unless_told_otherwise() -> None:
    settings = crawl_settings()
    for on in ("ROBOTSTXT_OBEY", "AUTOTHROTTLE_ENABLED", "DOWNLOAD_VERIFY_CERTIFICATES"):
        assert settings.getbool(on)
    for off in ("REMOTE_CONTROL_ENABLED", "TELNETCONSOLE_ENABLED", "COOKIES_ENABLED"):
        assert not settings.getbool(off)
    assert settings.getint("DOWNLOAD_MAXSIZE") == 10 * 1024 * 1024
    assert settings.getfloat("DOWNLOAD_DELAY") > 0
    assert settings.getint("CONCURRENT_REQUESTS_PER_DOMAIN") <= 4
