"""Five ways to mark up the same page, from semantic HTML to tag soup."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from newsieve.demo.chrome import Frame
from newsieve.demo.layouts import bare, classed, opengraph, semantic, soup
from newsieve.demo.outlets import Layout
from newsieve.demo.sheets import Sheet

Render = Callable[[Sheet, Frame], str]

LAYOUTS: Mapping[Layout, Render] = {
    Layout.SEMANTIC: semantic.render,
    Layout.CLASSED: classed.render,
    Layout.BARE: bare.render,
    Layout.OPENGRAPH: opengraph.render,
    Layout.SOUP: soup.render,
}
