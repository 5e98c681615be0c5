"""newsieve in a Scrapy project of somebody else's, by one line of its settings.

ADDONS = {"newsieve.addon.NewsieveAddon": 100}
"""

from __future__ import annotations

from scrapy.settings import BaseSettings
from scrapy.utils.misc import load_object

from newsieve import settings as ours

PRIORITY = "addon"  # below what a project sets itself
STAGES_FIRST = 10  # our stages run before those of a project, which then see records

MANNERS = (
    "ROBOTSTXT_OBEY",
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "DOWNLOAD_DELAY",
    "DOWNLOAD_DELAY_JITTER",
    "AUTOTHROTTLE_ENABLED",
    "AUTOTHROTTLE_START_DELAY",
    "AUTOTHROTTLE_MAX_DELAY",
    "AUTOTHROTTLE_TARGET_CONCURRENCY",
    "DOWNLOAD_TIMEOUT",
    "DOWNLOAD_MAXSIZE",
    "DOWNLOAD_VERIFY_CERTIFICATES",
)
# Ours, and what of Scrapy's it takes the place of.
REPLACED = {
    "newsieve.crawl.robots.RobotsMiddleware": "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
    "newsieve.crawl.redirects.Refreshes": "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware",
    "newsieve.crawl.redirects.Redirects": "scrapy.downloadermiddlewares.redirect.RedirectMiddleware",
}
# What these refuse may be meant in a project that has other work besides news: a renderer, a service of its own.
OURS_ALONE = ("newsieve.crawl.gate.Guard", "newsieve.crawl.traps.Traps")
SERVICES = ("NEWSIEVE_WORKERS", "NEWSIEVE_PAGE_SECONDS", "DUPEFILTER_CLASS")


class NewsieveAddon:
    """Puts stages, robots.txt, known pages and manners of newsieve into a project.

    Whatever the project sets itself stays as it is: where it has a place of its own for one of Scrapy's middlewares,
    ours stays out. Nothing is stored unless it sets NEWSIEVE_STORE.
    """

    def update_settings(self, settings: BaseSettings) -> None:
        """Called by Scrapy before the crawl is built."""
        for name in (*MANNERS, *SERVICES):
            settings.set(name, getattr(ours, name), PRIORITY)
        for number, stage in enumerate(sorted(ours.ITEM_PIPELINES, key=ours.ITEM_PIPELINES.__getitem__), 1):
            _add(settings, "ITEM_PIPELINES", stage, number * STAGES_FIRST)
        for kind in ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES"):
            _add_middlewares(settings, kind)


def _add_middlewares(settings: BaseSettings, kind: str) -> None:
    own = {load_object(component) for component in settings.getdict(kind)}
    for component, order in getattr(ours, kind).items():
        replaced = REPLACED.get(component)
        if order is None or component in OURS_ALONE or (replaced and load_object(replaced) in own):
            continue
        if replaced:
            _add(settings, kind, replaced, None)
        _add(settings, kind, component, order)


def _add(settings: BaseSettings, kind: str, path: str, order: int | None) -> None:
    settings.setdefault_in_component_priority_dict(kind, load_object(path), order)
