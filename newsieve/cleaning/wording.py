"""What an article says, without what changes on a page while the article does not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens, joiners, marks of direction
_UNIT = r"(?:s|sec|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|weeks?)"
_OTHERS = {
    r"vor (?:\d+|einer|einem)": r"(?:sekunden?|min|minuten?|std|stunden?|tag|tagen)",
    r"il y a (?:\d+|une?)": r"(?:secondes?|min|minutes?|h|heures?|jours?)",
    r"hace (?:\d+|una?)": r"(?:segundos?|min|minutos?|h|horas?|d[ií]as?)",
}
_AGO = [rf"(?:\d+|an?|one) ?{_UNIT} ago", r"(?:\d+|un[ao]?|un') ?(?:secondi|minut[oi]|or[ae]|giorn[oi]) fa"]
_AGO += [rf"{start} {unit}" for start, unit in _OTHERS.items()]
RELATIVE_TIME = re.compile(rf"\b(?:{'|'.join(_AGO)})\b|\d+ ?(?:秒|分|時間|日)前", re.IGNORECASE)


def wording(paragraphs: Iterable[str]) -> str:
    r"""A text as two versions of it are compared: white space, invisible signs and relative times do not count.

    >>> wording(["Updated 5 min ago", "The  lock\u00a0is open."]), wording(["Updated an hour ago The lock is shut."])
    ('Updated The lock is open.', 'Updated The lock is shut.')
    """
    text = INVISIBLE.sub("", unicodedata.normalize("NFC", " ".join(paragraphs)))
    return " ".join(RELATIVE_TIME.sub(" ", " ".join(text.split())).split())
