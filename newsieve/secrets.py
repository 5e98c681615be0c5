"""What is secret in URLs, taken out of any text before it is shown or logged."""

from __future__ import annotations

import re

# User and password, as `newsieve.errors.without_user` has it, but anywhere in a text: a password may hold a slash,
# though it should not. One that is masked already is left, and the bare user of a database.
_LEFT = r"(?![^\s/?#:@]*:\*\*\*@)(?!(?<=postgresql://)[^\s/?#:@]*@)"
USER = re.compile(
    rf"(\b[a-z][a-z0-9+.\-]*://){_LEFT}(?:[^\s/?#\"'<>]*|[^\s/?#:\"'<>]*:(?!\d*[/?#\s])[^\s\"'<>]*)@", re.IGNORECASE
)
# Parameters that open doors.
PARAMETER = re.compile(
    r"([?&;#](?:[\w.-]*(?:token|secret|passw(?:or)?d|pwd|api_?key|access_?key|signature|credential|auth|session_?id)"
    r"|key|sig|pass|sid)=)[^&;#\s'\"<>]+?(?=[:,.)]*(?:[&;#\s'\"<>]|$))",
    re.IGNORECASE,
)


def without_secrets(text: str) -> str:
    """`text` whose URLs have no user and password, and no values of parameters that are keys or tokens.

    >>> without_secrets("via http://desk:word@proxy.example:3128: GET https://example.org/a?id=3&api_key=77&token=x#top")
    'via http://…@proxy.example:3128: GET https://example.org/a?id=3&api_key=…&token=…#top'
    """
    if "://" not in text:
        return text
    return PARAMETER.sub(r"\1…", USER.sub(r"\1…@", text))
