"""Faults of what is led to: this machine, networks of one's own, files, and pages without end."""

from __future__ import annotations

from tests.faults import stories
from tests.faults.server import BAD, HTML, TEXT, XML, Fault, Handler, Visit

AT_BAD = ("{base}" + BAD,)


def sends_to(target: str) -> Handler:
    """Redirect to a target."""

    async def send(visit: Visit) -> None:
        await visit.redirect(visit.host.filled(target))

    return send


def shows(body: str, kind: str = HTML) -> Handler:
    """Answer with a body."""

    async def show(visit: Visit) -> None:
        await visit.answer(visit.host.filled(body), kind=kind)

    return show


async def robots_elsewhere(visit: Visit) -> None:
    await visit.redirect(f"{visit.host.world.secret}/robots.txt")


async def canonical_inside(visit: Visit) -> None:
    head = f'<link rel="canonical" href="{visit.host.world.secret}/secret">'
    await visit.answer(stories.page("canonical", 1, head=head))


async def calendar_home(visit: Visit) -> None:
    days = [f"{visit.host.base}/calendar/2026/{month:02}/{day:02}" for month in range(1, 13) for day in range(1, 29)]
    await visit.answer(stories.home([*days, f"{visit.host.base}/sport/", *visit.host.links]))


async def anything(visit: Visit) -> None:
    """The good outlet, and a calendar that has a page for each day there ever was."""
    good = {url.removeprefix(visit.host.base): i for i, url in enumerate(visit.host.good)}
    if visit.path == "/":
        await calendar_home(visit)
    elif visit.path in good:
        await visit.answer(stories.page("calendar", good[visit.path]))
    elif visit.path.startswith("/calendar/"):
        await visit.answer("<html><body><h1>Nothing on this day</h1><p>No events.</p></body></html>")
    elif visit.path == "/sport/":
        await visit.answer(stories.home(visit.host.good))
    else:
        await visit.answer("", 404, TEXT)


async def session_home(visit: Visit) -> None:
    """Every visit's links carry a session of their own."""
    session = f"{visit.times:032x}"
    await visit.answer(stories.feed([f"{url}?PHPSESSID={session}" for url in visit.host.good]), kind=XML)


LAUGHS = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(12))
BILLION = f"<!DOCTYPE rss [{LAUGHS}]>"
OUTSIDE = '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd"><!ENTITY % d SYSTEM "{secret}/dtd"> %d;]>'


def feed_with(head: str, title: str) -> Handler:
    """A feed with a DOCTYPE of its own."""

    async def show(visit: Visit) -> None:
        await visit.answer(stories.feed(visit.host.links, visit.host.filled(head), title), kind=XML)

    return show


TARGETS = {
    "link to this machine": "{secret}/inside",
    "decimal address": "http://2130706689:{port}/inside",
    "octal address": "http://0177.0.1.1:{port}/inside",
    "hexadecimal address": "http://0x7f.0.1.1:{port}/inside",
    "localhost with a dot": "http://localhost.:{port}/inside",
    "IPv4 in IPv6": "http://[::ffff:127.0.1.1]:{port}/inside",
    "user before the host": "http://news.example@127.0.1.1:{port}/inside-as-user",
    "metadata address": "http://169.254.169.254/latest/meta-data/",
    "private network": "http://10.0.0.7/inside",
    "unspecified address": "http://0.0.0.0:{port}/inside",
    "multicast address": "http://224.0.0.1/inside",
    "rebound name": "http://rebound.example:{port}/inside",
    "name of a private address": "http://inner.example/inside",
    "name of the metadata address": "http://metadata.example/latest/meta-data/",
}

NOWHERE = "http://unknown.example"

FAULTS = (
    Fault("good outlet", good=12),
    Fault("links to 14 inner addresses", {}, tuple(TARGETS.values()), does="refused"),
    *(
        Fault(f"redirect to: {name}", {BAD: sends_to(TARGETS[name] + "?by=redirect")}, AT_BAD, does="refused")
        for name in ("link to this machine", "rebound name", "metadata address")
    ),
    Fault("redirect to file:", {BAD: sends_to("file:///etc/passwd")}, AT_BAD, does="refused: redirects to 'file:"),
    Fault("redirect to data:", {BAD: sends_to("data:text/html,hello")}, AT_BAD, does="refused: redirects to 'data:"),
    Fault("redirect to ftp:", {BAD: sends_to("ftp://127.0.1.1/x")}, AT_BAD, does="refused: redirects to 'ftp:"),
    Fault(
        "refresh to this machine",
        {
            BAD: shows(
                '<html><head><meta http-equiv="refresh" content="0; url={secret}/inside?by=refresh"></head></html>'
            )
        },
        AT_BAD,
        does="refused",
    ),
    Fault(
        "name that nobody has",
        {},
        (f"{NOWHERE}/story",),
        tells=(NOWHERE,),
        does=f"robots.txt of {NOWHERE} could not be had: host name not found",
    ),
    Fault("canonical URL inside", {BAD: canonical_inside}, AT_BAD),
    Fault("robots.txt leads inside", {"/robots.txt": robots_elsewhere}),
    Fault(
        "robots.txt names inner sitemaps",
        {
            "/robots.txt": shows("User-agent: *\nDisallow:\nSitemap: {secret}/sitemap.xml\n", TEXT),
            "/": shows("<html><body><p>Nothing to see.</p></body></html>"),
        },
        tells=("{secret}/sitemap.xml",),
        source='start = "{base}/"\nfeeds = ["{base}/feed.xml"]',
        does="refused",
    ),
    Fault(
        "index of inner sitemaps",
        {"/sitemap.xml": shows("<sitemapindex><sitemap><loc>{secret}/s.xml</loc></sitemap></sitemapindex>", XML)},
        tells=("{secret}/s.xml",),
        source='sitemaps = ["{base}/sitemap.xml"]\nfeeds = ["{base}/feed.xml"]',
        does="refused",
    ),
    Fault("XML entity bomb", {"/feed.xml": feed_with(BILLION, "&l11;")}),
    Fault("XML entities from outside", {"/feed.xml": feed_with(OUTSIDE, "&f;")}),
    Fault("calendar trap", {"*": anything}, source='start = "{base}/"', does="trap", most_requests=150),
    Fault("session-id trap", {"/feed.xml": session_home}, most_requests=12),
)
