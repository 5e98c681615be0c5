"""Records to standard output or a file, with a word on what is left when the run breaks off."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType

from newsieve.cli.screen import Screen
from newsieve.export import FORMATS, Output
from newsieve.record import Record


@contextmanager
def opened(path: str | None, screen: Screen) -> Iterator[Output]:
    """The output at `path` (standard output where None)."""
    output = Output(path)
    try:
        with output:
            yield output
    except (Exception, KeyboardInterrupt) as error:
        if output.part:
            screen.warn(f"broken off: what was written so far stands in {output.part}")
        elif isinstance(error, KeyboardInterrupt):
            screen.warn("interrupted")
        raise


@contextmanager
def lines(path: str | None, screen: Screen) -> Iterator[Callable[[str], None]]:
    """A call that writes text to `path` (standard output where None)."""
    with opened(path, screen) as output:
        yield output.write


@contextmanager
def records(path: str | None, format_name: str, screen: Screen) -> Iterator[Callable[[Record], None]]:
    """A call that writes one record in a format of `FORMATS`."""
    chosen = FORMATS[format_name]
    with lines(path, screen) as write:
        between = ""

        def write_record(record: Record) -> None:
            nonlocal between
            if (text := chosen.write(record)) is not None:
                write(between + text)
                between = chosen.between

        yield write_record


def paint(*pictures: RenderableType, wrap: bool = True) -> None:
    """Pictures to standard output: in colours on a terminal, else as plain text; without `wrap` lines stay whole."""
    told = _captured(Console(highlight=False, markup=False, emoji=False), pictures, wrap=wrap)
    with Output(None) as output:
        output.write(told)


def painted(*pictures: RenderableType) -> str:
    """Pictures as plain text."""
    return _captured(Console(highlight=False, markup=False, emoji=False, file=io.StringIO()), pictures, wrap=True)


def _captured(console: Console, pictures: tuple[RenderableType, ...], *, wrap: bool) -> str:
    with console.capture() as captured:
        for picture in pictures:
            console.print(picture, soft_wrap=not wrap)
    told = captured.get()
    if not console.is_terminal:  # tables fill their columns with blanks
        told = "\n".join(line.rstrip() for line in told.split("\n"))
    return told
