"""A newspaper on loopback, and the projects of docs/other-projects.md that read it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from tests.crawl.web import Web
from tests.packaging.conftest import ROOT, Environment

DOCS = ROOT / "docs" / "other-projects.md"
SPIDER = "spiders/gazette.py"
SENTENCE = (
    "The ferry between Upper Harbour and the island of Skell sails again after eleven weeks, the harbour office says."
)
LIGHTHOUSE = (
    "The old lighthouse above Skell is for sale, and its keeper says that the stairs alone are worth the price of it."
)


def told(heading: str) -> dict[str, str]:
    """The files that the docs tell under a heading, by path: blocks of Python that begin with their name."""
    section = DOCS.read_text(encoding="utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    blocks = re.findall(r"```python\n# (\S+\.py)\n(.*?)```", section, re.DOTALL)
    assert blocks
    return dict(blocks)


def made(folder: Path, *told: dict[str, str]) -> Path:
    """A flat Scrapy project of these files."""
    files = {"scrapy.cfg": "[settings]\ndefault = settings\n", "spiders/__init__.py": "", "pipelines/__init__.py": ""}
    for part in told:
        files |= part
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def article(title: str, first: int, sentence: str = SENTENCE) -> str:
    """A page with a story of eight paragraphs, each with a number of its own from `first` on."""
    story = "".join(f"<p>{sentence} Of {n} people who came, all were content.</p>" for n in range(first, first + 8))
    return f"<html><body><article><h1>{title}</h1>{story}</article></body></html>"


def print_gazette(web: Web) -> None:
    """Four stories, one told twice and one closed by robots.txt, and a front page with all ways to them."""
    links = {
        "/2026/03/01/the-ferry-sails-again": "The ferry sails again",
        "/2026/03/01/the-ferry-sails-again?utm_source=front": "Once more",
        "/2026/03/02/skell-has-its-ferry-back": "Skell has its ferry back",
        "/2026/03/03/closed": "Closed",
        "/moved": "Moved",
        "/go?to=ferry": "To the ferry",
        "/about": "About",
    }
    cards = "".join(f'<h2><a href="{path}">{text}</a></h2>' for path, text in links.items())
    web.add("/", f"<html><body>{cards}</body></html>")
    web.add("/2026/03/01/the-ferry-sails-again", article("The ferry sails again", 40))
    web.add("/2026/03/02/skell-has-its-ferry-back", article("Skell has its ferry back", 40))
    web.add("/2026/03/04/the-lighthouse-is-for-sale", article("The lighthouse is for sale", 70, LIGHTHOUSE))
    web.redirect("/moved", "/2026/03/04/the-lighthouse-is-for-sale")
    web.redirect("/go?to=ferry", "/2026/03/01/the-ferry-sails-again")
    web.add("/2026/03/03/closed", article("Closed", 90))
    web.add("/about", "<html><body><p>We print.</p></body></html>")
    web.add("/robots.txt", "User-agent: *\nDisallow: /2026/03/03/\n", kind="text/plain")


def crawled(environment: Environment, project: Path, spider: str, url: str, *more: str) -> list[dict[str, Any]]:
    """Run a spider as its project would, and read its feed."""
    command = ("-m", "scrapy", "crawl", spider, "-a", f"url={url}", "-O", "out.jsonl")
    done = environment.run(*command, *more, "-s", "DOWNLOAD_DELAY=0", "-s", "NEWSIEVE_WORKERS=1", cwd=project)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return [json.loads(line) for line in (project / "out.jsonl").read_text(encoding="utf-8").splitlines()]
