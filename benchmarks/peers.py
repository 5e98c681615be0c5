"""Other readers of articles, each as a function from a page's bytes and URL to the text it makes of them.

They come with `pip install .[peers]`; one that is not installed is left out, and the benchmark says so.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import dataclass

Reader = Callable[[bytes, str], str]


@dataclass(frozen=True, slots=True)
class Peer:
    """A reader, and the module that it needs."""

    name: str
    module: str
    make: Callable[[], Reader]

    @property
    def is_installed(self) -> bool:
        """Whether its module can be imported."""
        return importlib.util.find_spec(self.module) is not None


def _trafilatura(*, fast: bool = False, precision: bool = False) -> Reader:
    from trafilatura import bare_extraction

    def read(body: bytes, url: str) -> str:
        document = bare_extraction(body, url=url, with_metadata=True, fast=fast, favor_precision=precision)
        return (getattr(document, "text", None) or "") if document else ""

    return read


def _readability() -> Reader:
    from lxml import html
    from lxml.etree import ParserError
    from readability import Document

    def read(body: bytes, _url: str) -> str:
        try:
            return "\n".join(map(str, html.fromstring(Document(body.decode("utf-8", "replace")).summary()).itertext()))
        except (ParserError, ValueError):
            return ""

    return read


def _newspaper() -> Reader:
    import newspaper

    def read(body: bytes, url: str) -> str:
        article = newspaper.Article(url or "https://unknown.example/", fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        try:
            article.parse()
        except (newspaper.ArticleException, ValueError, TypeError, AttributeError):
            return ""
        return str(article.text)

    return read


def _resiliparse() -> Reader:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import detect_encoding
    from resiliparse.parse.html import HTMLTree

    def read(body: bytes, _url: str) -> str:
        tree = HTMLTree.parse_from_bytes(body, detect_encoding(body))
        return str(extract_plain_text(tree, main_content=True, alt_texts=False, links=False))

    return read


PEERS = (
    Peer("trafilatura", "trafilatura", _trafilatura),
    Peer("  fast", "trafilatura", lambda: _trafilatura(fast=True)),
    Peer("  precision", "trafilatura", lambda: _trafilatura(precision=True)),
    Peer("readability", "readability", _readability),
    Peer("newspaper4k", "newspaper", _newspaper),
    Peer("resiliparse", "resiliparse", _resiliparse),
)
