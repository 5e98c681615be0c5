"""Text from the web, made safe to show."""

from __future__ import annotations

import unicodedata

from newsieve.secrets import without_secrets


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
    return shown(without_secrets(text))


def _shown(char: str) -> str:
    if char.isprintable():
        return char
    return " " if unicodedata.category(char) == "Zs" else char.encode("unicode_escape").decode("ascii")
