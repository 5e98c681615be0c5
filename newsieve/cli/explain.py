"""`newsieve explain`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from newsieve.cli.options import Quiet, Store, Verbose, store_url
from newsieve.cli.screen import Screen, open_screen

if TYPE_CHECKING:
    from rich.console import RenderableType

Target = Annotated[
    str, typer.Argument(metavar="TARGET", help="A saved page (- for standard input), a stored URL or an article's id.")
]
Other = Annotated[
    str | None,
    typer.Argument(metavar="OTHER", help="A second one, to be compared with the first."),
]
HtmlFile = Annotated[
    str | None,
    typer.Option("--html", metavar="FILE", help="Write it as a web page to FILE, which needs nothing else."),
]


def explain(
    target: Target,
    other: Other = None,
    html: HtmlFile = None,
    store: Store = None,
    quiet: Quiet = False,
    verbose: Verbose = False,
) -> int:
    """Show why: each block of a page, kept or dropped, with its reason.

    Of a stored article also what its site repeats, what it duplicates and by how much, and who else ran the story.
    Two targets are compared: what they share, where they differ, and whether they are one story or why not.
    """
    screen = open_screen(quiet, verbose)
    from newsieve.cli.targets import one, two
    from newsieve.report.explain import PairPicture, page, pair_page, picture

    if other is None:
        told = one(target, store_url(store))
        _show(picture(told), page(told) if html else "", html, screen)
    else:
        pair = two(target, other, store_url(store))
        _show(PairPicture(pair), pair_page(pair) if html else "", html, screen)
    return 0


def _show(told: RenderableType, page: str, path: str | None, screen: Screen) -> None:
    """On the terminal, or as a page in a file."""
    from newsieve.cli.writing import lines, paint

    if path is None:
        paint(told)
        return
    with lines(path, screen) as write:
        write(page)
    if path != "-":
        screen.say(f"{path}: open it in a browser")
