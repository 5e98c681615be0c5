"""What no rule names, the model judges: by form, place and what stands around a block."""

from __future__ import annotations

from newsieve.article import Article, Page, RemovalReason
from newsieve.extraction import Fate, explain
from newsieve.extraction.blocks import walk
from newsieve.extraction.evidence import Evidence, Said
from newsieve.extraction.main_part import main_part
from newsieve.extraction.model import load_model
from newsieve.extraction.parse import parse, strip

URL = "https://news.example.org/story"
STORY = [
    f"The council of Ardenne met for the {word} time on Monday, heard the ferrymen of the lower Olm, and put off "
    f"the vote on the bridge until the {word} report of the engineers lies on the table."
    for word in ("first", "second", "third", "fourth", "fifth", "sixth")
]
SLOGAN = "The most comprehensive solution to manage all your complex and growing needs in tax and trade."
CONSENT = "Accept cookies?"


def page(main: str, after: str = "", head: str = "") -> Page:
    body = f"<html><head><title>Ardenne waits</title>{head}</head><body>{main}{after}</body></html>"
    return Page(url=URL, requested_url=URL, body=body.encode())


def told(*paragraphs: str) -> str:
    return "<article>" + "".join(f"<p>{text}</p>" for text in paragraphs) + "</article>"


def test_the_story_stays_and_the_slogans_beneath_the_page_do_not() -> None:
    footer = f"<footer><div class='promo'><ul>{f'<li><p>{SLOGAN}</p></li>' * 3}</ul></div></footer>"
    outcome = explain(page(told(*STORY), footer)).outcome
    assert isinstance(outcome, Article)
    assert list(outcome.paragraphs) == STORY


def test_what_the_model_removes_is_told_with_how_likely_it_was_a_part_of_the_story() -> None:
    aside = f"<div class='cookie consent modal'><div>{CONSENT}</div></div>"
    halves = "".join(f"<p>{text}</p>" for text in STORY[:3]), "".join(f"<p>{text}</p>" for text in STORY[3:])
    explained = explain(page(f"<article>{halves[0]}{aside}{halves[1]}</article>"))
    judged = next(block for block in explained.judged if block.text == CONSENT)
    assert (judged.fate, judged.reason) == (Fate.REMOVED, RemovalReason.UNLIKE_STORY)
    assert judged.chance is not None
    assert 0 <= judged.chance < load_model().threshold


def test_who_contributed_stays_as_the_last_line() -> None:
    note = "Petra Solheim in Vestmark contributed to this report."
    outcome = explain(page(told(*STORY, note))).outcome
    assert isinstance(outcome, Article)
    assert outcome.paragraphs[-1] == note


def test_the_text_for_machines_stands_in_where_the_page_shows_none() -> None:
    body = "\\n\\n".join(STORY)
    linked = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    outcome = explain(page("<div id='root'></div>", head=linked)).outcome
    assert isinstance(outcome, Article)
    assert list(outcome.paragraphs) == STORY


def test_a_page_that_shows_its_story_is_read_itself_whatever_it_tells_machines() -> None:
    body = "\\n".join(["Another text altogether, which nobody sees on the page and which is long enough."] * 9)
    linked = f'<script type="application/ld+json">{{"@type": "NewsArticle", "articleBody": "{body}"}}</script>'
    outcome = explain(page(told(*STORY), head=linked)).outcome
    assert isinstance(outcome, Article)
    assert list(outcome.paragraphs) == STORY


def test_every_row_of_evidence_is_as_long_as_the_model_was_trained_on() -> None:
    tree = parse(page(told(*STORY)).body.decode())
    assert tree is not None
    strip(tree)
    walked = walk(tree)
    evidence = Evidence(walked, main_part(walked), Said(frozenset(), {}))
    assert {len(evidence.row(number)) for number in range(len(walked.blocks))} == {load_model().features}


def test_an_early_end_does_not_turn_a_verdict() -> None:
    model = load_model()
    row = [0.0] * model.features
    asked_all = sum(_leaf(tree, row) for tree in model.trees)
    assert (model.probability(row) >= 0.5) == (asked_all >= 0)


def _leaf(node: object, row: list[float]) -> float:
    while isinstance(node, list):
        node = node[2] if row[node[0]] <= node[1] else node[3]
    assert isinstance(node, float | int)
    return float(node)
