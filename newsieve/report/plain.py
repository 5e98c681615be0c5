"""Text from the web, made safe to show."""

from __future__ import annotations

import re
import unicodedata

# What stands in a URL and is nobody's business: user and password, and parameters that open doors.
USER = re.compile(r"(?<=://)[^\s/?#@]+@")
SECRET = re.compile(
    r"([?&;#](?:[\w.-]*(?:token|secret|password|passwd|pwd|api_?key|access_?key|signature|credential|auth|session_?id)"
    r"|key|sig|pass|sid)=)[^&#\s'\"<>]+?(?=[:,.)]*(?:[&#\s'\"<>]|$))",
    re.IGNORECASE,
)


def shown(text: str) -> str:
    r"""`text` with control characters, overrides of direction and lone surrogates escaped, other spaces as a blank.

    >>> shown("a\x1b[31mb\u00a0c")
    'a\\x1b[31mb c'
    """
    return text if text.isprintable() else "".join(map(_shown, text))


def told(text: str) -> str:
    """A line about URLs: as `shown` has it, and without what they keep secret.

    >>> told("failed http://desk:pass@example.org/feed?id=7&access_token=ab12: timeout")
    'failed http://…@example.org/feed?id=7&access_token=…: timeout'
    """
    return shown(SECRET.sub(r"\1…", USER.sub("…@", text)))


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    return " " if unicodedata.category(char) == "Zs" else char.encode("unicode_escape").decode("ascii")
