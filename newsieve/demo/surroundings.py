"""What stands around a story on a large outlet's page: a deep menu, teasers of other stories, readers' comments.

Heavy pages are measured on, so they hold as much markup and text as those of real outlets do: some 650 elements, a
hundred links, and 82 KB altogether.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from random import Random

from newsieve.demo.outlets import Outlet
from newsieve.demo.stories import cast_for

CARDS, COMMENTS, DEEP_LINKS, FOOT_LINKS = 26, 24, 40, 36
REMARKS = 60  # different comments of an outlet's readers


@dataclass(frozen=True, slots=True)
class Teaser:
    """A story as other pages announce it."""

    title: str
    href: str
    text: str
    day: str


def rails(outlet: Outlet, page: str, shelf: tuple[Teaser, ...]) -> str:
    """Teasers of some of the outlet's stories and what readers have to say, chosen by the page's title."""
    rng = Random(f"rails/{outlet.name}/{page}")
    cards = "".join(_card(teaser, rng) for teaser in (rng.choices(shelf, k=CARDS) if shelf else ()))
    remarks = "".join(_comment(words, rng) for words in rng.sample(_remarks(outlet), COMMENTS))
    return (
        f'<aside class="rail rail--more" data-module="rail"><h2 class="rail__title">{outlet.tongue.label("related")}'
        f'</h2><div class="rail__grid">{cards}</div></aside>\n'
        f'<section class="comments" id="comments"><h2>{outlet.tongue.label("comments")}</h2>'
        f'<ol class="comments__list">{remarks}</ol></section>'
    )


@lru_cache(maxsize=256)
def deep_menu(name: str) -> str:
    """The part of a large outlet's menu that opens when the reader points at it."""
    items = "".join(
        f'<li class="mega__item mega__item--{i % 5}"><a class="mega__link" href="/about#d{i}" data-track="nav-{i}">'
        f"<span>Desk {i}</span></a></li>"
        for i in range(DEEP_LINKS)
    )
    return f'<div class="mega" hidden data-owner="{escape(name)}"><ul class="mega__list">{items}</ul></div>'


@lru_cache(maxsize=256)
def deep_footer(name: str) -> str:
    """The columns of links at the foot of a large outlet's pages."""
    items = "".join(
        f'<li class="foot__item"><a class="foot__link" href="/about#s{i}">Service {i}</a></li>'
        for i in range(FOOT_LINKS)
    )
    return f'<div class="foot" data-owner="{escape(name)}"><ul class="foot__list">{items}</ul></div>'


def _card(teaser: Teaser, rng: Random) -> str:
    number, href = rng.randrange(10**7), escape(teaser.href)
    return (
        f'<div class="card card--small card--{number % 7}" data-id="{number}" data-slot="rail-{number % 40}">'
        f'<a class="card__link" href="{href}" data-track="rail-{number}"><div class="card__media"><picture>'
        f'<source media="(min-width: 60rem)" srcset="/img/{number}-w640.webp 1x, /img/{number}-w1280.webp 2x">'
        f'<source media="(min-width: 30rem)" srcset="/img/{number}-w320.webp 1x, /img/{number}-w640.webp 2x">'
        f'<img class="card__image" loading="lazy" width="320" height="180" src="/img/{number}-w320.jpg" alt="">'
        f'</picture></div><h3 class="card__title"><span>{escape(teaser.title, quote=False)}</span></h3></a>'
        f'<p class="card__text">{escape(teaser.text, quote=False)}</p><div class="card__meta">'
        f'<span class="card__day">{teaser.day}</span><span class="card__count">{number % 90}</span></div></div>\n'
    )


def _comment(words: tuple[str, str], rng: Random) -> str:
    number, (name, text) = rng.randrange(10**7), words
    return (
        f'<li class="comment" id="comment-{number}"><div class="comment__head"><span class="comment__name">'
        f'{escape(name)}</span><span class="comment__when">{number % 59} min</span></div><div class="comment__body">'
        f'<p>{escape(text, quote=False)}</p></div><div class="comment__actions" data-id="{number}">'
        f'<button type="button" class="comment__button">+{number % 30}</button>'
        f'<button type="button" class="comment__button comment__button--flag" aria-label="flag"><svg class="icon" '
        f'width="16" height="16" viewBox="0 0 16 16"><path d="M2 1v14h2v-5h9l-2-4 2-4H2z"></path></svg></button>'
        f"</div></li>\n"
    )


@lru_cache(maxsize=256)
def _remarks(outlet: Outlet) -> tuple[tuple[str, str], ...]:
    """Comments, each with its writer: sentences of made-up stories, as good as any."""
    cast = cast_for("council", outlet.language, Random(f"remarks/{outlet.name}"))
    names = (f"{cast.pick('first')} {cast.pick('last')[0]}." for _ in range(REMARKS))
    return tuple((name, cast.write(cast.rng.choice(cast.options("middle")))) for name in names)
