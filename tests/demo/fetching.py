"""A reader for the tests: fetches from loopback, follows redirects, and reads HTML as a browser would."""

from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import urlopen

from lxml import etree, html


@dataclass(frozen=True)
class Fetched:
    status: int
    url: str
    body: bytes
    content_type: str

    @property
    def text(self) -> str:
        try:
            return self.body.decode()
        except UnicodeDecodeError:
            return self.body.decode("cp1252")

    @property
    def visible(self) -> str:
        """The page's text without scripts, with single spaces."""
        root = html.fromstring(self.text)
        etree.strip_elements(root, "script", "style", "head", with_tail=False)
        return " ".join(" ".join(str(text) for text in root.itertext()).split())

    @property
    def links(self) -> list[str]:
        elements = html.fromstring(self.text).iter("a", "link")
        return [str(e.get("href")) for e in elements if e.tag == "a" or e.get("rel") in ("alternate", "next")]


def fetch(url: str) -> Fetched:
    try:
        with urlopen(url, timeout=10) as answer:
            return Fetched(answer.status, answer.url, answer.read(), answer.headers["Content-Type"])
    except HTTPError as error:
        with error:
            return Fetched(error.code, url, error.read(), error.headers["Content-Type"])
