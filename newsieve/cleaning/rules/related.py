"""Links to other stories: read-more lines, teasers, and headlines left hanging after the end."""

from __future__ import annotations

from newsieve.article import RemovalReason
from newsieve.cleaning.block import Place
from newsieve.cleaning.form import reads_on, tokens

MARKS = frozenset(
    {"related", "recommended", "teaser", "teasers", "readmore", "recirc", "promo", "outbrain", "taboola", "morefrom"}
)
LONGEST = 60
TEASER_LONGEST = 35  # words
MOSTLY_LINK = 0.8
SHORTEST, DANGLING_LONGEST = 5, 30  # words of a headline
DANGLING_MOST = 8  # blocks after the end; more are a list


def is_related(here: Place) -> bool:
    """A block that leads to another story instead of telling this one."""
    block, count = here.block, here.count
    if count > LONGEST:
        return False
    if here.starts("related") and _leads_on(here, count):
        return True
    if MARKS & block.marks and block.links > 0.5:
        return True
    return _is_bare_link(here, count) or _is_dangling(here, count) or _is_teaser(here, count)


def _leads_on(here: Place, count: int) -> bool:
    """A read-more word that a colon or a link follows, or that stands alone."""
    rest = here.after_start("related") or ""
    return (
        here.block.links > 0.3
        or rest.lstrip()[:1] in {":", "：", "|", "»", ">"}
        or (not rest.strip(" .:»>→") and count < 6)
    )


def _is_bare_link(here: Place, count: int) -> bool:
    """A paragraph that is one link and no sentence."""
    return (
        here.block.links > MOSTLY_LINK
        and count > 2
        and not here.ends
        and not here.block.tags & LISTS
        and here.block.tag not in HEADINGS
    )


def _is_teaser(here: Place, count: int) -> bool:
    """A block after one that leads on, in a part of the page that tells little of the story."""
    before = here.before
    if before is None or here.verdict_before is not RemovalReason.RELATED or here.is_in_main or count > TEASER_LONGEST:
        return False
    if reads_on(here.text) and not here.block.links and _goes_on(here):
        return False
    return before.tag in HEADINGS or before.links > 0.5


def _goes_on(here: Place) -> bool:
    """Whether the story goes on here after a link in its midst: prose follows, or the link parts two of one kind."""
    if here.index == here.story.last:
        return True
    if here.is_after_end:
        return False
    after, earlier = here.after, here.story.blocks[here.index - 2] if here.index > 1 else None
    if after is not None and reads_on(after.text):
        return True
    if earlier is None or here.verdicts[here.index - 2] is not None or not reads_on(earlier.text):
        return False
    block = here.block
    return (earlier.tag, earlier.depth, earlier.marks) == (block.tag, block.depth, block.marks)


def _is_dangling(here: Place, count: int) -> bool:
    """A headline left hanging after the end of the text: a link, or one of few; no list that the text announces."""
    story, block = here.story, here.block
    if not here.is_after_end or here.ends or not SHORTEST <= count <= DANGLING_LONGEST:
        return False
    if block.links > 0.5:
        return True
    if sum(token.isdigit() for token in tokens(here.text)) > 2 or here.starts("author_note"):
        return False
    if len(story.blocks) - story.last - 1 > DANGLING_MOST:
        return False
    tail = story.blocks[story.last + 1 :]
    announced = (story.blocks[story.last], *tail)
    if any(b.text.rstrip().endswith((":", "：")) for b in announced):
        return False
    return not any((b.tags & LISTS or b.tag == "tr") and b.links < 0.5 for b in tail) and here.text[0].isupper()


LISTS = frozenset({"li", "dl", "blockquote"})
HEADINGS = frozenset({"h1", "h2", "h3", "h4"})
