"""Where stories are linked from: feeds and sitemaps read into entries, pages into article, section, feed and next-page
links.

Pure and synchronous: bytes in, frozen dataclasses out; nothing here fetches.
"""

from newsieve.discovery.entry import Entry, Feed
from newsieve.discovery.feeds import read_feed
from newsieve.discovery.links import Link, Links, find_links
from newsieve.discovery.pattern import pattern_of
from newsieve.discovery.robots import sitemaps_in
from newsieve.discovery.roles import Role, classify, is_story
from newsieve.discovery.sitemaps import Listed, SubSitemap, read_sitemap
from newsieve.discovery.window import is_older

__all__ = [
    "Entry",
    "Feed",
    "Link",
    "Links",
    "Listed",
    "Role",
    "SubSitemap",
    "classify",
    "find_links",
    "is_older",
    "is_story",
    "pattern_of",
    "read_feed",
    "read_sitemap",
    "sitemaps_in",
]
