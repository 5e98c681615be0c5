"""Paragraphs out of a text that may hold markup."""

from __future__ import annotations

import html as entities
import re

ENDS = re.compile(r"</(?:p|div|h\d|li|blockquote)>|<br\s*/?>", re.IGNORECASE)
MARKUP = re.compile(r"<[^<>]{0,2000}>")


def plain_paragraphs(body: str) -> tuple[str, ...]:
    r"""The paragraphs of a text for machines, without markup.

    >>> plain_paragraphs("<p>One &amp; two.</p><p>Three.</p>"), plain_paragraphs("One.\n\nTwo.")
    (('One & two.', 'Three.'), ('One.', 'Two.'))
    """
    text = MARKUP.sub(" ", ENDS.sub("\n", entities.unescape(body)))
    return tuple(line for raw in text.splitlines() if (line := " ".join(raw.split())))
