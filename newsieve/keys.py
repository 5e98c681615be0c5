"""The keys of a sources file: the whole of what it may say; `newsieve init` and the reference in the docs tell them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from newsieve import values


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a sources file; `read` returns its value or raises ValueError with what is allowed.

    `example` is a value as TOML. `shown` is a value as a complaint may tell it: without user and password.
    """

    name: str
    read: Callable[[object], Any]
    type: str
    default: str
    meaning: str
    example: str
    in_defaults: bool = False
    shown: Callable[[object], str] = repr


PLACES = ("start", "feeds", "sections", "sitemaps")  # of which a source needs one
PROXY = (
    "An HTTP proxy that fetches everything, robots.txt too. Without the key, the environment's `HTTP_PROXY`, "
    "`HTTPS_PROXY` and `NO_PROXY` count."
)
SOURCE_KEYS = (
    Key(
        "name",
        values.line,
        "text",
        "required",
        "The outlet's name; its articles carry it as their site. No two sources have the same.",
        '"Example Times"',
    ),
    Key(
        "start",
        values.url,
        "URL",
        "none",
        "The home page; feeds and section pages are found from there.",
        '"https://example.org/"',
        shown=values.shown_urls,
    ),
    Key(
        "feeds",
        values.urls,
        "list of URLs",
        "none",
        "RSS, Atom or JSON feeds.",
        '["https://example.org/feed.xml"]',
        shown=values.shown_urls,
    ),
    Key(
        "sections",
        values.urls,
        "list of URLs",
        "none",
        "Section pages to read for links to stories.",
        '["https://example.org/politics/", "https://example.org/culture/"]',
        shown=values.shown_urls,
    ),
    Key(
        "sitemaps",
        values.urls,
        "list of URLs",
        "none",
        "Sitemaps or indexes; without any, those that robots.txt names.",
        '["https://example.org/news-sitemap.xml"]',
        shown=values.shown_urls,
    ),
    Key(
        "every",
        values.duration,
        "time span",
        '"30m"',
        "For `crawl --due` and `schedule`: the shortest time between two visits of one place (home page, section page, "
        "feed or sitemap), a number and one of s, m, h, d, w. A place is visited less often while it brings no news.",
        '"10m"',
        in_defaults=True,
    ),
    Key(
        "max_every",
        values.duration,
        "time span",
        "eight times `every`, but no more than a day",
        "The longest time between two visits of one place, however little news it brings.",
        '"2h"',
        in_defaults=True,
    ),
    Key(
        "language",
        values.language,
        "language code",
        "none",
        "For pages that do not say their language.",
        '"en"',
        in_defaults=True,
    ),
    Key(
        "max_pages",
        values.limit,
        "whole number",
        "1000",
        "Fetch at most so many stories in one run; 0 is no limit. `crawl --limit` overrides it.",
        "200",
        in_defaults=True,
    ),
    Key(
        "max_sections",
        values.limit,
        "whole number",
        "30",
        "Enter at most so many of the section pages that the home page leads to; 0 is no limit.",
        "12",
        in_defaults=True,
    ),
    Key(
        "max_depth",
        values.limit,
        "whole number",
        "5",
        "Follow a section or feed for at most so many pages; 0 is no limit.",
        "3",
        in_defaults=True,
    ),
    Key(
        "max_sitemaps",
        values.limit,
        "whole number",
        "50",
        "Read at most so many sitemaps, indexes too; 0 is no limit.",
        "10",
        in_defaults=True,
    ),
    Key(
        "since",
        values.since,
        "date or time span",
        '"7d"',
        'Leave out what a sitemap dates earlier: a date, or a time span before now; `"all"` leaves nothing out. In '
        "feeds and on section pages, stories count however old they are.",
        '"2d"',
        in_defaults=True,
    ),
    Key(
        "recheck",
        values.durations,
        "list of time spans",
        '["1h", "6h", "1d", "3d", "7d"]',
        "How long after its first fetch a story is looked at again, for corrections, removal and a new address; `[]` "
        "never looks again. A feed or sitemap that says that a story has changed brings a look at once.",
        '["30m", "4h", "1d"]',
        in_defaults=True,
    ),
    Key(
        "delay",
        values.seconds,
        "seconds",
        "0.25, longer while the host is slow",
        "At least so long between two requests to a host of the source. A longer `Crawl-delay` in robots.txt holds.",
        "2.5",
        in_defaults=True,
    ),
    Key(
        "concurrency",
        values.at_once,
        "whole number",
        "4",
        "At most so many requests to a host of the source at the same time.",
        "1",
        in_defaults=True,
    ),
    Key(
        "max_requests_per_day",
        values.limit,
        "whole number",
        "no limit",
        "At most so many requests a day (in UTC) to each host of the source, in all crawls of the store together; "
        "robots.txt, redirects and retries count. 0 is no limit. What is left waits for the next day.",
        "2000",
        in_defaults=True,
    ),
    Key(
        "hours",
        values.hours,
        "window of the day",
        "any hour",
        "Ask the source at these hours alone. What is still to be fetched when the window closes waits for the next.",
        '"22:00-06:00"',
        in_defaults=True,
    ),
    Key(
        "timezone",
        values.timezone,
        "time zone",
        '"UTC"',
        "By whose clocks `hours` are told: a name of the IANA time zone database.",
        '"Europe/Oslo"',
        in_defaults=True,
    ),
    Key(
        "licensed",
        values.licensed,
        'list of "noarchive", "tdm"',
        "nothing",
        "What a licence from the publisher lets you do, although the pages object: keep pages that say `noarchive`, "
        "mine texts that are reserved (`tdm-reservation`, `tdmrep.json`, `noai`).",
        '["noarchive", "tdm"]',
    ),
    Key(
        "robots_agents",
        values.product_tokens,
        "list of names",
        "none",
        "Further crawlers whose rules in robots.txt are kept too, where it has a group for them by name: what one of "
        "them may not fetch is not fetched.",
        '["CCBot", "GPTBot"]',
        in_defaults=True,
    ),
    Key(
        "proxy",
        values.proxy,
        "proxy URL",
        "the file's",
        f'{PROXY} `"none"` goes straight to the source. User and password are never shown or stored.',
        '"http://desk:secret@proxy.example.org:3128"',
        shown=values.shown_proxy,
    ),
    Key(
        "allow",
        values.patterns,
        "list of regular expressions",
        "everything",
        "Of the stories found, fetch only those with one of these in their URL.",
        r"""['/20\d\d/', '/story/']""",
        in_defaults=True,
    ),
    Key(
        "deny",
        values.patterns,
        "list of regular expressions",
        "nothing",
        "Of what is found, fetch no story, section page, feed or sitemap with one of these in its URL; what the source "
        "itself names in `start`, `feeds`, `sections` or `sitemaps` is always entered.",
        "['/live/', '/horoscopes?/']",
        in_defaults=True,
    ),
)
TOP_KEYS = (
    Key(
        "contact",
        values.contact,
        "e-mail or URL",
        "none",
        "Whom a webmaster may write to; goes into the user agent.",
        '"newsdesk@example.org"',
    ),
    Key(
        "proxy",
        values.proxy,
        "proxy URL",
        "none",
        f"For every source that names no `proxy` of its own. {PROXY}",
        '"http://proxy.example.org:3128"',
        shown=values.shown_proxy,
    ),
    Key(
        "alert_command",
        values.line,
        "command",
        "none",
        "Called with an [alert](operations.md#alerts) as JSON on standard input when a source breaks or is well again; "
        "`--alert-command` overrides it. A path such as `./alert.sh` leads from this file's folder; where there is no "
        "such program, a line says so and the crawl goes on.",
        '"./alert.sh"',
    ),
    Key(
        "webhook",
        values.webhook,
        "URL",
        "none",
        "Each [alert](operations.md#alerts) is posted there as JSON; `--webhook` overrides it. Never shown whole.",
        '"https://hooks.example.org/news"',
        shown=values.shown_webhook,
    ),
    Key(
        "defaults",
        values.table,
        "table",
        "none",
        "Values for every source that does not set its own.",
        '{ language = "en" }',
    ),
    Key(
        "source",
        values.tables,
        "array of tables",
        "required",
        "The outlets, one [[source]] each.",
        '[{ name = "Example Times", start = "https://example.org/" }]',
    ),
)
DEFAULT_KEYS = tuple(key for key in SOURCE_KEYS if key.in_defaults)
