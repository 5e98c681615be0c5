"""Characters to a tree, parsed once, stripped in C of what is never text."""

from __future__ import annotations

import re

from lxml import etree, html

# Never text; what is said of the page (JSON-LD, meta tags) is read before.
NEVER_TEXT = (
    "script", "style", "noscript", "svg", "template", "nav", "iframe", "object", "embed", "canvas", "map", "select",
    "button", "input", "textarea", "dialog", "datalist", "math", "link",
)  # fmt: skip
WRAPPERS = re.compile(
    r"</?(?:div|span|font|center|section|b|i|em|strong|u|small|big|blockquote|ul|ol|li|table|tbody|tr|td|a)\b[^<>]*>",
    re.I,
)
# lxml.html asks a Python function for the class of each element that is touched; one class for all is told in C.
ONE_CLASS = etree.ElementDefaultClassLookup(element=html.HtmlElement)
LINK_SIGNS = "\x02\x03"  # they mark links while a run of text is cut


def parse(text: str) -> html.HtmlElement | None:
    """The tree of a page, or None where there is no element in it.

    The parser keeps its own limits (256 levels, 10 MB of one text); a page beyond them loses its wrappers first,
    so that no later step can run out of stack.
    """
    for sign in LINK_SIGNS:
        text = text.replace(sign, "")
    tree, cut = _parse(text)
    return _parse(WRAPPERS.sub("<p>", text))[0] if cut else tree


def _parse(text: str) -> tuple[html.HtmlElement | None, bool]:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    parser.set_element_class_lookup(ONE_CLASS)
    try:
        tree = html.document_fromstring(text.encode("utf-8", "ignore"), parser=parser)  # without lone surrogates
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        tree = None
    last = parser.error_log.last_error
    return tree, last is not None and last.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT


def strip(tree: html.HtmlElement) -> None:
    """Take out of a tree what is never text, in place; text after an element stays."""
    etree.strip_elements(tree, *NEVER_TEXT, with_tail=False)
