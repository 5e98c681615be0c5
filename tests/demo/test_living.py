"""The made-up web that lives: what is shown at which moment, and how it fails."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from datetime import timedelta
from urllib.error import HTTPError
from urllib.request import HTTPErrorProcessor, Request, build_opener

import pytest

from newsieve.demo.living import DOWN, EMPTY, SHELL, Life, LivingWeb


class _AsItIs(HTTPErrorProcessor):
    """Redirects and errors are answers like any other."""

    def http_response(self, request: object, response: http.client.HTTPResponse) -> http.client.HTTPResponse:
        return response


@pytest.fixture(scope="module")
def web() -> Iterator[LivingWeb]:
    with LivingWeb() as running:
        yield running


def ask(url: str, etag: str | None = None) -> tuple[int, str, str | None]:
    headers = {"If-None-Match": etag} if etag else {}
    with build_opener(_AsItIs).open(Request(url, headers=headers), timeout=10) as answer:
        return answer.status, answer.read().decode(), answer.headers.get("ETag")


def one(web: LivingWeb, fate: str, but: int = -1) -> Life:
    skipped = {web.papers[number].name for number in (DOWN, EMPTY, but)}
    return next(life for life in web.lives if getattr(life.fate, fate) and life.outlet not in skipped)


def test_a_story_is_not_there_before_it_is_published(web: LivingWeb) -> None:
    life = web.lives[0]
    web.show(life.published - timedelta(minutes=1))
    assert ask(life.url)[0] == 404
    web.show(life.published)
    assert ask(life.url)[0] == 200


def test_a_corrected_story_says_so_from_then_on_and_not_before(web: LivingWeb) -> None:
    life = one(web, "changed")
    assert life.fate.changed is not None
    assert life.correction is not None
    told = life.correction.partition(":")[0]
    web.show(life.fate.changed - timedelta(minutes=1))
    before = ask(life.url)
    assert before[0] == 200
    assert told not in before[1]
    web.show(life.fate.changed)
    assert told in ask(life.url, before[2])[1]


def test_a_page_that_is_as_it_was_is_not_sent_again(web: LivingWeb) -> None:
    url = web.bases[0] + "/"
    _, _, etag = ask(url)
    assert ask(url, etag) == (304, "", etag)


def test_a_story_moves_and_its_old_address_leads_to_the_new_one(web: LivingWeb) -> None:
    life = one(web, "moved")
    assert life.fate.moved is not None
    assert life.moved_to is not None
    web.show(life.fate.moved)
    assert ask(life.moved_to)[0] == 200
    assert ask(life.url)[0] == 301


def test_a_removed_story_answers_with_its_status_and_is_on_no_list(web: LivingWeb) -> None:
    life = one(web, "removed")
    assert life.fate.removed is not None
    web.show(life.fate.removed)
    assert ask(life.url)[0] == life.fate.status
    base = "/".join(life.url.split("/")[:3])
    assert life.url.removeprefix(base) not in ask(base + "/")[1]


def test_an_outlet_that_is_down_hangs_up_and_comes_back(web: LivingWeb) -> None:
    web.show(web.down[0])
    with pytest.raises((HTTPError, OSError, http.client.HTTPException)):
        ask(web.bases[DOWN] + "/")
    assert ask(web.bases[0] + "/")[0] == 200
    web.show(web.down[1])
    assert ask(web.bases[DOWN] + "/")[0] == 200


def test_stories_of_one_outlet_are_empty_for_a_while_and_its_lists_are_not(web: LivingWeb) -> None:
    stories = [life for life in web.lives if life.outlet == web.papers[EMPTY].name and life.published < web.empty[0]]
    life = next(life for life in stories if not (life.fate.removed or life.fate.moved))
    for moment, is_empty in ((life.published, False), (web.empty[0], True), (web.empty[1], False)):
        web.show(moment)
        assert (ask(life.url)[1] == SHELL.decode()) is is_empty
        assert "<h2>" in ask(web.bases[EMPTY] + "/")[1]


def test_no_outlet_is_ever_empty(web: LivingWeb) -> None:
    early = {life.outlet for life in web.lives if life.published < web.begin}
    assert early == {paper.name for paper in web.papers}
