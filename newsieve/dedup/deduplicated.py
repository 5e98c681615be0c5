"""What a whole set of documents came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from newsieve.article import Match, Signature, Verdict

from .suppression import Suppressed

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Deduplicated:
    """What a whole set came to.

    `suppressed` are the shingles without a voice, `signatures` what they leave of each document; `matches` are the
    matching pairs, each once, exact copies of one text only with its first; `verdicts` is one for each document.
    """

    suppressed: Suppressed
    signatures: dict[str, Signature]
    matches: tuple[tuple[str, Match], ...]
    verdicts: dict[str, Verdict]
