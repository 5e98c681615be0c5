"""Explanations for people: what became of each block of a page, what an article duplicates, how two texts differ."""

from newsieve.report.explain.blocks import of_page
from newsieve.report.explain.html_page import page
from newsieve.report.explain.html_pair import pair_page
from newsieve.report.explain.model import Explanation
from newsieve.report.explain.pair import Pair, Side, of_two
from newsieve.report.explain.stored import of_article
from newsieve.report.explain.terminal import picture
from newsieve.report.explain.terminal_pair import PairPicture

__all__ = [
    "Explanation",
    "Pair",
    "PairPicture",
    "Side",
    "of_article",
    "of_page",
    "of_two",
    "page",
    "pair_page",
    "picture",
]
