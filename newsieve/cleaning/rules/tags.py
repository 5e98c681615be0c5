"""Lists of topics and keywords."""

from __future__ import annotations

from newsieve.cleaning.block import Place

MARKS = frozenset({"tags", "tag", "topics", "keywords", "taglist", "categories"})
LONGEST = 40


def is_tags(here: Place) -> bool:
    """A list of topics: told by its first word or its class, and no sentence."""
    if here.ends or here.count > LONGEST:
        return False
    if MARKS & here.block.marks and here.block.links > 0.3:
        return True
    rest = here.after_start("tags")
    return rest is not None and (
        rest[:1] in ":：" or here.block.links > 0.5 or (not rest.strip() and here.is_after_end)
    )
