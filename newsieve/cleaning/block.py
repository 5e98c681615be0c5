"""What the rules look at: a block of text, its place on the page, and the story around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from newsieve.article import RemovalReason
from newsieve.cleaning.form import ends_a_sentence, fold, tokens
from newsieve.cleaning.words import Words


@dataclass(frozen=True, slots=True)
class Block:
    """One run of text as a reader sees it, and where it stood.

    `marks` are the class and id words of the elements that hold little more than this block, `around` those of
    every enclosing element but the ones that hold most of the page; `tags` are the names of all enclosing elements.
    `region` and `parent_region` number the enclosing element and its parent; `links` is the share of the characters
    that are links, in 0..1.
    """

    text: str
    tag: str = "p"
    marks: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    region: int = 0
    parent_region: int = 0
    depth: int = 0
    links: float = 0.0
    after_image: bool = False  # a picture stands between the block before and this one
    before_image: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """The blocks of one page that may be its story, with what the page says of itself.

    `titles`, `authors` and `captions` (captions, credits and alternative texts of the page's pictures) are folded:
    compare them with `fold(text)`. `first` and `last` are the numbers of the first and the last block of prose;
    `main` are the regions that hold much of it.
    """

    blocks: tuple[Block, ...]
    words: Words
    titles: frozenset[str] = frozenset()
    authors: frozenset[str] = frozenset()
    captions: frozenset[str] = frozenset()
    first: int = 0
    last: int = 0
    main: frozenset[int] = frozenset()


@dataclass(slots=True, eq=False)
class Place:
    """One block in its story; the verdicts on the blocks before it are known.

    `block` is the one under judgement, `text` its text, `count` the number of its words, `ends` whether it ends like
    a sentence; `words` are those of the page's language, `held` the families of which the text may hold a word.
    """

    story: Story
    index: int
    verdicts: Sequence[RemovalReason | None] = ()
    block: Block = field(init=False)
    text: str = field(init=False)
    count: int = field(init=False)
    ends: bool = field(init=False)
    words: Words = field(init=False)
    held: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.block = block = self.story.blocks[self.index]
        self.text = text = block.text
        self.count = len(tokens(text))
        self.ends = ends_a_sentence(text)
        self.words = self.story.words
        self.held = self.words.held(text)

    def starts(self, family: str) -> bool:
        """Whether its text begins with one of a family's words."""
        return family in self.held and self.words.starts(family, self.text)

    def holds(self, family: str) -> bool:
        """Whether its text holds one of a family's words."""
        return family in self.held and self.words.holds(family, self.text)

    def is_one(self, family: str) -> bool:
        """Whether its text is one of a family's words and nothing else."""
        return family in self.held and self.words.is_one(family, self.text)

    def after_start(self, family: str) -> str | None:
        """What follows a family's word at the beginning of its text, None where none stands there."""
        return self.words.after_start(family, self.text) if family in self.held else None

    @property
    def folded(self) -> str:
        """Its text without case and punctuation."""
        return fold(self.text)

    @property
    def before(self) -> Block | None:
        """The block before it, whatever the verdict on it."""
        return self.story.blocks[self.index - 1] if self.index else None

    @property
    def after(self) -> Block | None:
        """The block after it."""
        blocks = self.story.blocks
        return blocks[self.index + 1] if self.index + 1 < len(blocks) else None

    @property
    def verdict_before(self) -> RemovalReason | None:
        """Why the block before was removed, None where it was kept or there is none."""
        return self.verdicts[self.index - 1] if self.index else None

    @property
    def begins(self) -> bool:
        """Whether no paragraph of prose has been kept before it."""
        return self.index <= self.story.first or not any(
            v is None for v in self.verdicts[self.story.first : self.index]
        )

    @property
    def is_after_end(self) -> bool:
        """Whether it stands after the last block that ends like prose."""
        return self.index > self.story.last

    @property
    def is_in_main(self) -> bool:
        """Whether it stands in a part of the page that holds much of the story's prose."""
        return bool(self.story.main & {self.block.region, self.block.parent_region})
