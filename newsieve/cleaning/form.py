"""The form of a text: how long, how it ends, whether it looks like a name."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

REMEMBERED = 1024  # texts: every rule asks for the words of every block
TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]|[^\W\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f_]+")
NARROW = re.compile(r"[^\W_]+")
UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
ENDS = frozenset(".!?…。！？")
CLOSING = "\"'”’»“«)]」』）"  # signs that may follow a sentence's end
SENTENCE_BREAK = re.compile(r"(?<=[.!?…])[\"”’»)]*\s+(?=[\"“„«(¿¡]*[A-ZÀ-ÞΑ-ЯĀ-Ž0-9])|(?<=[。！？])")
WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_PUNCTUATION = re.compile(r"[\W_]+")
# The common signs beyond ASCII that are no letters: without them most texts are ASCII, whose words are cut in C.
_SIGNS = "“”‘’–—…\xa0«»"
_SPACED = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))


def _plain(text: str) -> str | None:
    """A text with a space for every sign, where all of its letters are ASCII."""
    if not text.isascii():
        for sign in _SIGNS:
            text = text.replace(sign, " ")
    return text.translate(_SPACED) if text.isascii() else None


@lru_cache(maxsize=REMEMBERED)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text; signs of scripts without spaces count one by one.

    >>> tokens("“It rained_”, he said"), tokens("水無月 Lake")
    (('It', 'rained', 'he', 'said'), ('水', '無', '月', 'Lake'))
    """
    plain = _plain(text)
    if plain is not None:
        return tuple(plain.split())
    return tuple((TOKEN if UNSPACED.search(text) else NARROW).findall(text))


@lru_cache(maxsize=REMEMBERED)
def fold(text: str) -> str:
    """A text without case, punctuation and surplus space, to compare two writings of the same thing.

    >>> fold("“Floods” in  Ardenne – again!") == fold("'Floods' in Ardenne: again")
    True
    """
    plain = _plain(text)
    if plain is not None:
        return " ".join(plain.lower().split())
    return _PUNCTUATION.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def size(text: str) -> int:
    """The length of a text in Latin characters: a sign of a wide script says as much as three of them.

    >>> size("The bridge"), size("水無月湖")
    (10, 12)
    """
    return len(text) if text.isascii() else len(text) + 2 * len(WIDE.findall(text))


def ends_a_sentence(text: str) -> bool:
    """Whether a text ends like a sentence.

    >>> ends_a_sentence('“We wait,” she said.'), ends_a_sentence("Rain again in Ardenne")
    (True, False)
    """
    return text.rstrip().rstrip(CLOSING)[-1:] in ENDS


def sentences(text: str) -> int:
    """How many sentences a text seems to hold, at least one.

    >>> sentences("It rained. Nobody minded."), sentences("Rain in Ardenne")
    (2, 1)
    """
    return max(1, sum(1 for part in SENTENCE_BREAK.split(text.strip()) if part))


def reads_on(text: str) -> bool:
    """Whether a text ends like a sentence and is mostly words in small letters.

    >>> reads_on("It rained on the old bridge."), reads_on("Mara Ilves, Olm Archive.")
    (True, False)
    """
    words = [word for word in tokens(text) if len(word) > 3]
    return ends_a_sentence(text) and sum(word[0].islower() for word in words) > len(words) / 2


def is_wide(text: str) -> bool:
    """Whether a text holds signs of a script without spaces."""
    return bool(WIDE.search(text))


def is_name_like(text: str, most: int = 7) -> bool:
    """Whether a text may be a person's or an agency's name: few words, capitals, no sentence.

    >>> is_name_like("Mara Ilves"), is_name_like("Anonymous AP"), is_name_like("It rained."), is_name_like("Rain again")
    (True, True, False, False)
    """
    parts = text.split()
    if not 1 <= len(parts) <= most or len(text) > 60 or re.search(r"[.!?:;,]$|\d{3}", text) or WIDE.search(text):
        return False
    if len(text) > 6 and text.isupper():  # a heading
        return False
    large = [p for p in parts if p[:1].isupper() or p[:1] in "(/|©"]
    small = [p for p in parts if p not in large]
    return bool(large) and all(p.lower() in _PARTICLES for p in small)


_PARTICLES = frozenset(
    [
        "de",
        "del",
        "della",
        "di",
        "da",
        "do",
        "dos",
        "la",
        "le",
        "van",
        "von",
        "der",
        "den",
        "ten",
        "ter",
        "af",
        "bin",
        "ibn",
        "al",
        "el",
        "y",
        "e",
        "und",
        "and",
        "et",
        "for",
        "via",
        "/",
        "|",
        "-",
    ]
)
