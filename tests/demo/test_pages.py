from collections import Counter, defaultdict
from functools import reduce
from urllib.parse import urlsplit

import pytest
from lxml import html

from newsieve.article import RemovalReason
from newsieve.demo import DemoWeb, PageTruth
from newsieve.demo.outlets import Layout
from tests.demo.fetching import fetch


def of_layout(web: DemoWeb, layout: Layout) -> list[PageTruth]:
    return [page for page in web.truth.pages if page.layout == layout.value]


@pytest.mark.parametrize("layout", Layout)
def test_a_page_shows_its_headline_every_true_paragraph_and_its_junk(web: DemoWeb, layout: Layout) -> None:
    pages = of_layout(web, layout)
    assert pages
    for page in pages:
        text = fetch(page.url).visible
        at = 0
        assert page.title in text
        for paragraph in page.paragraphs:
            at = text.index(" ".join(paragraph.split()), at)  # in order
        for junk in page.junk:
            assert " ".join(junk.text.split()) in text, junk
        for line in page.tolerated:
            assert line in text or layout is Layout.OPENGRAPH


@pytest.mark.parametrize("layout", Layout)
def test_a_page_tells_when_it_was_published(web: DemoWeb, layout: Layout) -> None:
    for page in of_layout(web, layout):
        text = fetch(page.url).text
        year, month, day = page.published[:10].split("-")
        in_words = f"{int(day)} March {year}" in text and month == "03"
        assert page.published in text or in_words


def test_most_kinds_of_junk_occur(web: DemoWeb) -> None:
    kinds = Counter(junk.kind for page in web.truth.pages for junk in page.junk)
    expected = {
        RemovalReason.PHOTO_CREDIT,
        RemovalReason.CAPTION,
        RemovalReason.BYLINE,
        RemovalReason.TIMESTAMP,
        RemovalReason.RELATED,
        RemovalReason.SIGN_UP,
        RemovalReason.SHARE,
        RemovalReason.COPYRIGHT,
        RemovalReason.TAGS,
        RemovalReason.ADVERTISEMENT,
        RemovalReason.NAVIGATION,
        RemovalReason.SITE_BOILERPLATE,
    }
    assert set(kinds) == expected
    assert min(kinds.values()) >= 10


def test_a_site_wide_paragraph_stands_on_every_story_of_its_outlet_alone(web: DemoWeb) -> None:
    places: dict[str, set[str]] = defaultdict(set)
    counts: Counter[str] = Counter()
    for page in web.truth.pages:
        for junk in page.junk:
            if junk.kind is RemovalReason.SITE_BOILERPLATE:
                places[junk.text].add(page.outlet)
                counts[junk.text] += 1
    stories = Counter(page.outlet for page in web.truth.pages)
    assert len(places) >= 4
    for text, papers in places.items():
        (paper,) = papers
        assert counts[text] == stories[paper]


def test_some_captions_and_credits_are_plain_paragraphs_with_and_without_an_image(web: DemoWeb) -> None:
    with_image = without_image = 0
    for page in of_layout(web, Layout.BARE):
        text = fetch(page.url).text
        for junk in page.junk:
            if junk.kind is RemovalReason.PHOTO_CREDIT:
                assert f"<p>{junk.text}</p>" in text
                with_image += "<img" in text
                without_image += "<img" not in text
    assert with_image >= 3
    assert without_image >= 3


def test_one_page_is_in_windows_1252_and_does_not_say_so(web: DemoWeb) -> None:
    silent = []
    for page in web.truth.pages:
        answer = fetch(page.url)
        if "charset" not in answer.content_type and b"charset" not in answer.body:
            silent.append((page, answer))
    ((page, answer),) = silent
    with pytest.raises(UnicodeDecodeError):
        answer.body.decode()
    assert page.paragraphs[0] in answer.body.decode("cp1252")


def test_there_are_pages_in_three_languages(web: DemoWeb) -> None:
    languages = Counter(page.language for page in web.truth.pages)
    assert set(languages) == {"en", "de", "fr"}
    assert min(languages.values()) >= 5
    german = next(page for page in web.truth.pages if page.language == "de")
    assert '<html lang="de">' in fetch(german.url).text


def test_heavy_pages_hold_as_much_as_those_of_large_outlets() -> None:
    with DemoWeb(outlets=6, articles=60, heavy=True) as heavy:
        bodies = [fetch(page.url).body for page in heavy.truth.pages[::3]]
    assert 70_000 < sum(map(len, bodies)) / len(bodies) < 95_000
    assert min(len(list(html.document_fromstring(body).iter())) for body in bodies) > 400


def test_heavy_pages_are_the_same_for_the_same_seed() -> None:
    def told() -> list[bytes]:
        with DemoWeb(outlets=6, articles=60, heavy=True) as heavy:
            ports = [urlsplit(site.base).netloc.encode() for site in heavy.sites]
            bodies = [fetch(page.url).body for page in heavy.truth.pages[::20]]
        return [reduce(lambda body, port: body.replace(port, b""), ports, body) for body in bodies]

    assert told() == told()


def test_markup_in_a_text_is_escaped(web: DemoWeb) -> None:
    for page in web.truth.pages[::10]:
        assert "&amp;amp;" not in fetch(page.url).text
    home = fetch(web.sources[0][1])
    assert all("&amp;" not in link for link in home.links)
    assert any("utm_" in urlsplit(link).query for link in home.links)
