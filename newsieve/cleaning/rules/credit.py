"""Photo credits: who took the picture."""

from __future__ import annotations

import re

from newsieve.cleaning.block import Block, Place
from newsieve.cleaning.form import ends_a_sentence, fold, is_name_like, is_wide, reads_on, sentences, tokens

MARKS = frozenset(
    {"credit", "credits", "photographer", "copyright", "fotograf", "attribution", "photocredit", "imagecredit"}
)
LONGEST = 30  # words of a credit line
NAMED_LONGEST = 14  # words after "Photo:"
COLON = re.compile(r"^\s*(?:[:：/|©=＝-]|by\b|via\b|von\b|par\b|por\b|de\b|courtesy\b)", re.IGNORECASE)
TIED = re.compile(r"(?:[:：=＝]|\b(?:by|of|von|de|par))\s*$", re.IGNORECASE)
SIGNS = ("©", "(c)", "(C)", "📷", "📸")
CAPTION_LONGEST = 45  # words of the caption that follows a bare name
SHORTEST = 6
NAMING = frozenset({"credit", "agencies", "studio"})  # families of words, one of which a credit holds
STUDIO_LONGEST = 7  # words


def is_credit(here: Place) -> bool:
    """A block that names a photographer or an agency, told by class, by its words, or by its place."""
    block, count = here.block, here.count
    if not count or count > LONGEST:
        return False
    if MARKS & block.marks and "blockquote" not in block.tags:
        return True
    return names_credit(here) or _is_bare_name(here)


def names_credit(here: Place) -> bool:
    """Whether the words of a block alone make it a credit, wherever it stands."""
    count = here.count
    if here.held.isdisjoint(NAMING):
        return False
    return 0 < count <= LONGEST and (_says_credit(here) or _is_agency(here, count) or _is_studio(here))


def _says_credit(here: Place) -> bool:
    """It begins with a credit word that a colon, a mark or "by" follows."""
    rest = here.after_start("credit")
    if rest is None or not rest.strip() or sentences(here.text) > 1:
        return False
    said = here.text[: -len(rest)]
    if said.endswith(SIGNS):
        return is_name_like(rest.strip(" :.")) or is_wide(rest)
    tied = TIED.search(said) or COLON.match(rest)
    return bool(tied) and len(tokens(rest)) <= NAMED_LONGEST and not reads_on(rest)


def _is_agency(here: Place, count: int) -> bool:
    """An agency's name alone, or behind a photographer's: few words, no sentence."""
    if count > 10 or ends_a_sentence(here.text.rstrip(")")) or here.block.tag in HEADINGS or here.block.tags & LISTS:
        return False
    words = here.words
    if here.is_one("agencies"):
        return True
    parts = [part for part in BETWEEN.split(here.text) if part]
    return len(parts) > 1 and is_name_like(parts[0]) and any(words.is_one("agencies", part) for part in parts[1:])


def _is_studio(here: Place) -> bool:
    """The name of an agency for pictures, told by a word in it, alone or behind a photographer's: "Ferry Photos"."""
    block, text = here.block, here.text
    if block.tag in HEADINGS or block.tags & LISTS or block.links or not 2 <= len(text.split()) <= STUDIO_LONGEST:
        return False
    if not is_name_like(text) or not here.holds("studio") or here.is_one("studio"):
        return False
    return not any(here.starts(family) for family in PROMPTS)


def _is_bare_name(here: Place) -> bool:
    """Without a telling class or word: a name directly before what reads as a picture's caption.

    Narrow on purpose: few words with capitals, nothing of a sentence, no heading, no list, no link, no prompt.
    """
    after, block = here.after, here.block
    if after is None or block.tag in HEADINGS or block.links > 0 or block.tags & LISTS or here.is_after_end:
        return False
    if not is_name_like(here.text) or len(here.text.split()) < 2 or fold(here.text) in here.story.authors:
        return False
    if any(here.starts(family) for family in PROMPTS):
        return False
    return are_siblings(block, after) and is_caption_like(here, after.text)


def are_siblings(a: Block, b: Block) -> bool:
    """Whether two blocks stand side by side in one element."""
    return a.tag == b.tag and (a.region == b.region or a.parent_region == b.parent_region)


def is_caption_like(here: Place, text: str) -> bool:
    """Whether a text reads as a caption: one or two short sentences, no speech, that tell a scene in the present.

    The words of a scene ("is seen", "speaks during", …) are asked for even beside a picture: paragraphs of the
    story stand there as often.
    """
    count = len(tokens(text))
    if not SHORTEST <= count <= CAPTION_LONGEST or sentences(text) > 2 or text[0] in QUOTES:
        return False
    return here.words.holds("scene", text)


PROMPTS = ("related", "sign_up", "share", "tags", "advertisement", "stamp", "author_note")
BETWEEN = re.compile(r"\s*(?:/|\||,|\bvia\b|\bfor\b|[()])\s*|\s+(?=[A-Z]{2,4}$)")
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt", "th"})
LISTS = frozenset({"li", "blockquote", "dl"})
QUOTES = "\"“„«‘'「"
