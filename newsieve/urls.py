"""URLs as keys: which page is this, and which site does it belong to?"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from functools import lru_cache
from urllib.parse import parse_qsl, quote, unquote, urlencode, urljoin, urlsplit, urlunsplit

import tldextract

from newsieve.errors import BadURL

# The list that ships with tldextract: offline, and the same on every machine.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

DEFAULT_PORTS = {"http": 80, "https": 443}
TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|hsa_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|"
    r"mc_cid|mc_eid|_ga|_gl|_hsenc|_hsmi|mkt_tok|cmpid|icid|ito|xtor|at_medium|at_campaign|ns_\w+|wt_mc|"
    r"smid|smtyp|sref|ocid|cvid|ref_src|ref_url|referrer|__twitter_impression|amp_js_v|usqp|sc_channel|spm|"
    r"jsessionid|phpsessid|sessionid|aspsessionid\w*)",
    re.IGNORECASE,
)
UNRESERVED = "-._~!$&'()*+,;=:@/"


def is_http(url: str) -> bool:
    """Whether `url` is an absolute http or https URL with a host.

    >>> is_http("https://example.org/a"), is_http("ftp://example.org"), is_http("news")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in DEFAULT_PORTS and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def page_key(url: str) -> str:
    """The key of a page: its URL without what does not change the page.

    Scheme and host in lower case, no default port, no fragment, no tracking or session parameters, no user and
    password. The order of the remaining parameters is kept, as some sites depend on it. Raises BadURL.

    >>> page_key("HTTP://Example.ORG:80/a%7Eb?utm_source=x&id=3#top")
    'http://example.org/a~b?id=3'
    """
    if not is_http(url.strip()):
        raise BadURL(url)
    parts = urlsplit(url.strip())
    scheme = parts.scheme.lower()
    path = quote(unquote(re.sub(r";jsessionid=[^/?#]*", "", parts.path, flags=re.I)), safe=UNRESERVED) or "/"
    if "%2f" in parts.path.lower() or "%25" in parts.path:  # an escaped slash or percent sign is not the bare one
        path = parts.path
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(k)]
    return urlunsplit((scheme, _netloc(parts.hostname or "", parts.port, scheme), path, urlencode(query), ""))


def _netloc(host: str, port: int | None, scheme: str) -> str:
    host = host.lower().rstrip(".")
    try:
        host = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        raise BadURL(host) from None
    host = f"[{host}]" if ":" in host else host
    return host if port in (None, DEFAULT_PORTS[scheme]) else f"{host}:{port}"


def article_id(key: str) -> str:
    """The stable id of the page with this key: sixteen hexadecimal digits.

    >>> article_id("https://example.org/")
    '8198d1bac40a1033'
    """
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


@lru_cache(maxsize=65_536)
def _registrable(netloc: str, host: str) -> str:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return _suffixes(host).top_domain_under_public_suffix or netloc
    return netloc


def site_of(url: str, outlet: str | None = None) -> str:
    """The site of a page: the outlet's name, else the registrable domain, else host:port.

    >>> site_of("https://www.news.example.co.uk/a"), site_of("http://127.0.0.1:8001/a"), site_of("http://x/", "The X")
    ('example.co.uk', '127.0.0.1:8001', 'The X')
    """
    if outlet:
        return outlet
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    return _registrable(_netloc(host, parts.port, parts.scheme.lower() or "http"), host) if host else ""


def same_site(a: str, b: str) -> bool:
    """Whether two URLs belong to one site (registrable domain, else host and port)."""
    return site_of(a) == site_of(b)


def is_front_page(url: str) -> bool:
    """Whether a URL is a site's front page.

    >>> is_front_page("https://example.org/"), is_front_page("https://example.org/2020/a")
    (True, False)
    """
    parts = urlsplit(url)
    return parts.path.strip("/").lower() in {"", "index.html", "index.htm", "index.php", "home"} and not parts.query


def without_user(url: str) -> str:
    """`url` without user and password, fit to be shown even where it is no URL.

    >>> without_user("http://desk:p@ss@proxy.example.org:3128"), without_user("desk:pass@proxy")
    ('http://proxy.example.org:3128', 'proxy')
    """
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{rest.rpartition('@')[2]}" if mark else url.rpartition("@")[2]


def resolve(base: str, link: str) -> str | None:
    """`link` as an absolute http(s) URL without fragment, or None where it is none."""
    try:
        url = urljoin(base, link.strip())
    except ValueError:
        return None
    return url.partition("#")[0] if is_http(url) else None
