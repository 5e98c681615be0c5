"""Where a URL leads: what has one robots.txt and one download slot."""

from __future__ import annotations

from urllib.parse import urlsplit

from newsieve.urls import DEFAULT_PORTS


def host_of(url: str) -> str | None:
    """Host and port of an http(s) URL, whatever its scheme; None for other URLs.

    It names what is asked gently: a download slot, a lease, a rest, a budget.

    >>> host_of("https://example.org/a"), host_of("http://example.org:80/"), host_of("data:,x")
    ('example.org', 'example.org', None)
    """
    origin = origin_of(url)
    return origin.partition("://")[2] if origin else None


def origin_of(url: str) -> str | None:
    """Scheme, host and port of an http(s) URL, the default port left out; None for other URLs.

    >>> origin_of("https://Example.org:443/a"), origin_of("http://127.0.0.1:8001/"), origin_of("data:,x")
    ('https://example.org', 'http://127.0.0.1:8001', None)
    """
    parts = urlsplit(url)
    scheme, host = parts.scheme.lower(), (parts.hostname or "").lower()
    if scheme not in DEFAULT_PORTS or not host:
        return None
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}" if parts.port in (None, DEFAULT_PORTS[scheme]) else f"{scheme}://{host}:{parts.port}"
