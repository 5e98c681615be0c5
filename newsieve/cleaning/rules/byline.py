"""Who wrote it: names before the text, and author lines after it."""

from __future__ import annotations

from newsieve.cleaning.block import Place
from newsieve.cleaning.form import ends_a_sentence, fold, is_name_like, is_wide

MARKS = frozenset({"byline", "author", "authors", "autor", "autoren", "auteur", "dateline", "contributor"})
LONGEST = 25  # words
PORTRAIT_LONGEST = 120
WIDE_LONGEST = 12  # signs of a name in a script without spaces


def is_byline(here: Place) -> bool:
    """A short block that says who wrote the story and nothing else."""
    text, block, count = here.text, here.block, here.count
    if _is_portrait(here, count):
        return True
    if count > LONGEST:
        return False
    rest = here.after_start("by")
    if rest is not None and rest.strip() and _is_names(rest) and not ends_a_sentence(text.rstrip(" .,")):
        return here.begins or bool(here.story.authors & {fold(rest)}) or bool(MARKS & block.marks)
    if here.folded in here.story.authors:
        return True
    return bool(MARKS & block.marks) and count <= 15 and not here.ends and _is_names(text)


def _is_portrait(here: Place, count: int) -> bool:
    """A note of the author's life after the text: it begins with the name and what he or she does."""
    if here.index < here.story.last or count > PORTRAIT_LONGEST:
        return False
    folded = here.folded
    name = next((n for n in here.story.authors if len(n) > 5 and folded.startswith(n)), None)
    return name is not None and here.words.starts("portrait", folded[len(name) :])


def _is_names(text: str) -> bool:
    """Whether a text is names, titles of office and places alone: most words with a capital."""
    if is_wide(text):
        return len(text) <= WIDE_LONGEST
    words = [w for w in text.replace(",", " ").split() if len(w) > 3]
    return is_name_like(text.strip(" ,.:"), 14) or (
        bool(words) and sum(w[0].isupper() for w in words) >= 0.8 * len(words)
    )
