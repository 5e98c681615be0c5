"""URLs as keys: which page is this, and which site does it belong to?"""

from __future__ import annotations

import hashlib
import ipaddress
import re
from functools import lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit

import tldextract

from newsieve.errors import BadURL, without_user

# The list that ships with tldextract: offline, and the same on every machine.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)

DEFAULT_PORTS = {"http": 80, "https": 443}
# Parameters that tell where a reader came from, or who he is, and nothing of the page. Each is named, but for prefixes
# that belong to one maker's tracking alone: `pk_news` may well be a story's number.
TRACKING = re.compile(
    r"(?:utm_\w+|(?:mtm|matomo)_(?:campaign|keyword|kwd|source|medium|content|cid|group|placement)|"
    r"(?:pk|piwik)_(?:campaign|keyword|kwd|source|medium|content|cid)|"
    r"hsa_(?:acc|ad|cam|grp|kw|la|mt|net|ol|src|tgt|ver)|_hsenc|_hsmi|"
    r"ns_(?:campaign|fee|linkname|mchannel|source)|"
    r"fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|"
    r"mc_cid|mc_eid|_ga|_gl|mkt_tok|cmpid|icid|ito|xtor|at_medium|at_campaign|wt_mc|"
    r"smid|smtyp|sref|ocid|cvid|ref_src|ref_url|referrer|__twitter_impression|amp_js_v|usqp|sc_channel|spm|"
    r"jsessionid|phpsessid|sessionid|session_id|sessid|oscsid|zenid|cftoken|aspsessionid\w*)",
    re.IGNORECASE,
)
# Where a session stands in a path, and parameters that are one only where their value can be nothing else.
SESSION = re.compile(r";(?:j?session_?id|phpsessid)=[^/;]*|/\((?:[A-Z]\([0-9A-Za-z_-]*\))+\)(?=/)", re.IGNORECASE)
SESSION_VALUE = re.compile(r"(?:sid|sess|session)=(?=[^&]*\d)(?=[^&]*[a-z])[0-9a-z,-]{26,}", re.IGNORECASE)
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")  # RFC 3986, 2.3
# An escape, or a byte that is to become one. What neither finds stays as it is: letters and digits, and the reserved
# characters, which are not the same as their escapes. An apostrophe is escaped by Scrapy and browsers in queries alone.
IN_PATH = re.compile(rb"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&'()*+,;=:@/]")
IN_QUERY = re.compile(rb"%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~!$&()*+,;=:@/?]")
AROUND = "".join(map(chr, range(0x21)))  # what browsers and Scrapy strip: control characters and the space
LONGEST_KEY = 2_000  # bytes; PostgreSQL indexes no more than 2,700
LONGEST_HOST = 253  # characters, as DNS has it
CUT_ESCAPE = re.compile(r"%[0-9A-F]?$")
# An absolute URL that needs no second look: most links on a page are such.
SOUND = re.compile(
    r"https?://[a-z0-9][a-z0-9.-]{0,200}[a-z0-9]/[\w\-.~!$&'()*+,=:/%]*(?:\?[\w\-.~!$&'()*+,=:/%]+)?", re.ASCII
)
NO_HOST = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}%]")


def is_http(url: str) -> bool:
    """Whether `url` is an absolute http or https URL with a host.

    >>> is_http("https://example.org/a"), is_http("ftp://example.org"), is_http("news")
    (True, False, False)
    """
    try:
        parts = urlsplit(url)
        url.encode()  # half a surrogate pair is no character, and no server can be asked for it
        return parts.scheme.lower() in DEFAULT_PORTS and bool(_host(parts.hostname)) and parts.port != 0
    except ValueError:
        return False


def digest(key: str) -> int:
    """A page key in eight bytes, to remember many pages by."""
    return int.from_bytes(hashlib.blake2b(key.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def page_key(url: str) -> str:
    """The key of a page: its URL without what does not change the page. Raises BadURL.

    Scheme and host in lower case, no default port, no fragment, no user and password, no tracking or session
    parameters; the order of the others is kept, as some sites depend on it. Path and query as RFC 3986 (6.2.2) has
    it, byte by byte: an escape that need not be one is none, all others are in capitals, and what is no ASCII is
    escaped as UTF-8. In a path, `.` and `..` are resolved, and a backslash is a slash; in a query, an escaped space
    is a plus sign, and an empty parameter is none. What is too long for a key is cut: see `bounded`.

    >>> page_key("HTTP://Example.ORG:80/a%7Eb?utm_source=x&id=3#top")
    'http://example.org/a~b?id=3'
    >>> page_key("https://example.org/x/../%d6l%2fgas;jsessionid=1F")
    'https://example.org/%D6l%2Fgas'
    """
    if not is_http(url.strip(AROUND)):
        raise BadURL(url)
    parts = urlsplit(url.strip(AROUND))
    scheme = parts.scheme.lower()
    netloc = _netloc(parts.hostname, parts.port, scheme)
    return bounded(urlunsplit((scheme, netloc, _path(parts.path), _query(parts.query), "")))


def bounded(key: str) -> str:
    """A key of at most 2,000 bytes: of a longer one the beginning, and a digest of the whole in place of the rest.

    >>> bounded("https://example.org/a"), len(bounded("https://example.org/" + 3000 * "a"))
    ('https://example.org/a', 2000)
    """
    data = key.encode("utf-8", "surrogatepass")
    if len(data) <= LONGEST_KEY:
        return key
    digest = hashlib.sha256(data).hexdigest()
    begins = data[: LONGEST_KEY - 1 - len(digest)].decode("utf-8", "ignore")
    return f"{CUT_ESCAPE.sub('', begins)}~{digest}"


def fetch_key(url: str) -> str:
    """The key of a page that is to be fetched; raises BadURL also for a URL with a user name or password in it."""
    if is_http(without_user(url).strip()) and without_user(url) != url:
        raise BadURL(url, "was given with a user name or password: the settings HTTPAUTH_… are for them")
    return page_key(url)


def _path(path: str) -> str:
    return _without_dots(SESSION.sub("", _canonical(path.replace("\\", "/"), IN_PATH)))


def _query(query: str) -> str:
    parameters = _canonical(query, IN_QUERY).replace("%20", "+").split("&")
    return "&".join(p for p in parameters if p and not _is_baggage(p))


def _is_baggage(parameter: str) -> bool:
    return bool(TRACKING.fullmatch(parameter.partition("=")[0]) or SESSION_VALUE.fullmatch(parameter))


def _canonical(text: str, found: re.Pattern[bytes]) -> str:
    """Path or query with each byte in its one form; `found` are the escapes, and the bytes that are to become one."""
    return found.sub(_one_form, text.encode()).decode("ascii")


def _one_form(match: re.Match[bytes]) -> bytes:
    byte = int(match[0][1:], 16) if len(match[0]) == 3 else match[0][0]
    return bytes((byte,)) if byte in UNRESERVED else b"%%%02X" % byte


def _without_dots(path: str) -> str:
    """A path with `.` and `..` resolved, as servers and browsers do (RFC 3986, 5.2.4)."""
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    return "/" + "/".join(kept + [""] * (segments[-1] in {".", ".."} and bool(kept)))


def _host(name: str | None) -> str:
    """A host name in lower case and ASCII, empty where there is none; raises ValueError for what can be none."""
    host = name or ""
    host = (host if host.isascii() else host.encode("idna").decode()).lower().rstrip(".")
    if NO_HOST.search(host) or len(host) > LONGEST_HOST:
        raise ValueError(host)
    return f"[{host}]" if ":" in host else host


def _netloc(name: str | None, port: int | None, scheme: str) -> str:
    try:
        host = _host(name)
    except ValueError:
        raise BadURL(name or "") from None
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


def resolve(base: str, link: str) -> str | None:
    """`link` as an absolute http(s) URL without fragment, user name and password, or None where it is none."""
    before = link.strip().partition("#")[0]
    if SOUND.fullmatch(before):
        return before
    try:
        url = without_user(urljoin(base, link.strip()))
    except ValueError:
        return None
    return url.partition("#")[0] if is_http(url) else None
