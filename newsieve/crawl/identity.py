"""Who the crawler says it is."""

from __future__ import annotations

import re

from newsieve import __version__

PRODUCT = "newsieve"


def user_agent(contact: str | None = None) -> str:
    """The user agent: product, version, and the contact a webmaster may write to, where one is configured.

    No address is ever made up: without a contact there is none.

    >>> user_agent("newsdesk@example.org").partition("/")[0], user_agent("newsdesk@example.org").partition(" ")[2]
    ('newsieve', '(+newsdesk@example.org)')
    >>> "+" in user_agent()
    False
    """
    agent = f"{PRODUCT}/{__version__}"
    return f"{agent} (+{contact})" if contact else agent


def product_token(agent: str) -> str:
    """The name by which robots.txt calls the crawler with this user agent (RFC 9309, 2.2.1).

    >>> product_token("newsieve/0.1.0 (+newsdesk@example.org)"), product_token("")
    ('newsieve', 'newsieve')
    """
    match = re.match(r"[A-Za-z_-]+", agent.strip())
    return match[0] if match else PRODUCT
