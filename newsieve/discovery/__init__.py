"""Where stories are linked from: feeds read into entries, pages into article, section, feed and next-page links.

Pure and synchronous: bytes in, frozen dataclasses out; nothing here fetches.
"""

from newsieve.discovery.entry import Entry, Feed
from newsieve.discovery.feeds import read_feed
from newsieve.discovery.links import Link, Links, find_links
from newsieve.discovery.roles import Role, classify

__all__ = ["Entry", "Feed", "Link", "Links", "Role", "classify", "find_links", "read_feed"]
