"""Each rule removes what it is for, and leaves the story's paragraphs alone."""

from __future__ import annotations

import pytest

from newsieve.article import RemovalReason
from newsieve.cleaning import Block, Story, fold, judge, words_for

PROSE = (
    "The council of Ardenne met on Monday and voted for a new bridge over the river Olm after a long debate.",
    "“We have waited for six years,” said the mayor, who added that the work would begin before the summer.",
    "The cost was put at twelve million crowns by the engineers who had surveyed the pillars since January.",
)
TITLE = "Ardenne builds a new bridge over the Olm"


def verdict(
    *blocks: Block | str, at: int, language: str = "en", captions: tuple[str, ...] = (), authors: tuple[str, ...] = ()
) -> RemovalReason | None:
    """The verdict on block number `at` of a story that is these blocks."""
    made = tuple(Block(b, parent_region=1, region=10 + i) if isinstance(b, str) else b for i, b in enumerate(blocks))
    prose = [i for i, block in enumerate(made) if block.text in PROSE]
    story = Story(
        made,
        words_for(language),
        titles=frozenset({fold(TITLE)}),
        authors=frozenset(map(fold, authors)),
        captions=frozenset(map(fold, captions)),
        first=prose[0],
        last=prose[-1],
        main=frozenset({1}),
    )
    return judge(story)[at]


def amid(
    text: str, language: str = "en", *, marks: frozenset[str] = frozenset(), tags: frozenset[str] = frozenset()
) -> RemovalReason | None:
    """The verdict on a block that stands between two paragraphs of the story."""
    block = Block(text, marks=marks, tags=tags, region=99, parent_region=1)
    return verdict(PROSE[0], block, PROSE[1], at=1, language=language)


def words(*marks: str) -> frozenset[str]:
    return frozenset(marks)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Photo: Mara Ilves", "en"),
        ("Photograph by Mara Ilves", "en"),
        ("Image credit: Olm Archive", "en"),
        ("© Noé Malbert", "fr"),
        ("Crédit photo : Noé Malbert", "fr"),
        ("Foto: Jörn Übel", "de"),
        ("Bildquelle: Stadtarchiv", "de"),
        ("Foto: Bruno Salvatierra", "es"),
        ("写真：北見写真館", "ja"),
        ("Mara Ilves/Reuters", "en"),
        ("Getty Images", "en"),
        ("(AP Photo)", "en"),
    ],
)
def test_a_credit_is_told_by_its_words(text: str, language: str) -> None:
    assert amid(text, language) is RemovalReason.PHOTO_CREDIT


def test_a_credit_is_told_by_its_class() -> None:
    assert amid("Mara Ilves", marks=words("photo", "credit")) is RemovalReason.PHOTO_CREDIT


CAPTION = "Mayor Hela Brandt speaks during a news conference in Olmgate last week."


def test_a_bare_name_before_a_caption_is_a_credit_and_the_caption_goes_with_it() -> None:
    blocks = (PROSE[0], "Sanna Korhola", CAPTION, PROSE[1])
    assert verdict(*blocks, at=1) is RemovalReason.PHOTO_CREDIT
    assert verdict(*blocks, at=2) is RemovalReason.CAPTION
    assert verdict(*blocks, at=3) is None


@pytest.mark.parametrize(
    ("name", "following"),
    [
        ("Sanna Korhola", PROSE[1]),  # a subheading before a paragraph
        ("A long walk home", CAPTION),  # no name
        ("NEVER SAY GOODBYE", CAPTION),  # a heading in capitals
        ("Read More", CAPTION),
        ("Sanna Korhola.", CAPTION),
    ],
)
def test_what_is_no_name_or_stands_before_no_caption_stays_a_paragraph(name: str, following: str) -> None:
    assert verdict(PROSE[0], name, following, PROSE[2], at=1) is not RemovalReason.PHOTO_CREDIT
    assert verdict(PROSE[0], name, following, PROSE[2], at=2) is None


def test_a_paragraph_after_a_credit_that_ends_a_caption_is_kept() -> None:
    caption = Block("The bridge at dawn.", tags=words("figcaption"), region=9, parent_region=1)
    assert verdict(PROSE[0], caption, "Photo: Mara Ilves", CAPTION, PROSE[1], at=3) is None


def test_a_caption_is_told_by_its_element_or_class() -> None:
    text = "The old bridge, closed since January."
    assert amid(text, tags=words("figure", "figcaption")) is RemovalReason.CAPTION
    assert amid(text, marks=words("wp", "caption", "text")) is RemovalReason.CAPTION


def test_a_caption_beside_an_image_is_removed_where_it_repeats_the_images_text() -> None:
    text = "The old bridge of Olmgate at dawn"
    beside = Block(text, region=9, parent_region=1, after_image=True)
    assert verdict(PROSE[0], beside, PROSE[1], at=1, captions=(text,)) is RemovalReason.CAPTION
    assert verdict(PROSE[0], text + ".", PROSE[1], at=1, captions=(text,)) is None


def test_the_headline_once_more_is_removed() -> None:
    assert verdict(TITLE.upper(), *PROSE, at=0) is RemovalReason.HEADLINE


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("By Mara Ilves and Jon Tarr", "en"),
        ("Von Grete Söhnlein", "de"),
        ("Par Élodie Vernac", "fr"),
        ("Por Inés Quiroga", "es"),
    ],
)
def test_the_byline_before_the_text_is_removed(text: str, language: str) -> None:
    assert verdict(text, *PROSE, at=0, language=language) is RemovalReason.BYLINE


def test_a_sentence_that_begins_with_by_is_kept() -> None:
    assert amid("By Monday evening the water had fallen.") is None


def test_the_portrait_of_the_author_after_the_text_is_removed() -> None:
    text = "Mara Ilves is a reporter in Olmgate. She has covered the river for ten years."
    assert verdict(*PROSE, text, at=3, authors=("Mara Ilves",)) is RemovalReason.BYLINE
    assert verdict(*PROSE, text, at=3) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("May 4, 2024", "en"),
        ("Published: 10:15 a.m. EST, May 4, 2024", "en"),
        ("Stand: 04.03.2024, 10:15 Uhr", "de"),
        ("Publié le 12 avril 2024 à 08h30", "fr"),
        ("Actualizado: 20 de junio de 2024", "es"),
        ("2024年5月4日 10時15分", "ja"),
    ],
)
def test_a_timestamp_is_removed(text: str, language: str) -> None:
    assert amid(text, language) is RemovalReason.TIMESTAMP


@pytest.mark.parametrize(
    "text", ["In May 2024 the bridge was closed.", "12 people were hurt.", "3", "2019年の台風で壊れた。"]
)
def test_a_sentence_with_a_date_is_kept(text: str) -> None:
    assert amid(text, "ja" if "年" in text else "en") is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Read more: The last ferry", "en"),
        ("Related stories", "en"),
        ("Mehr zum Thema: Der Leuchtturm", "de"),
        ("Lire aussi : La préfète visite les caves", "fr"),
        ("Te puede interesar: Los autobuses, en huelga", "es"),
        ("関連記事：白鳥の群れ", "ja"),
    ],
)
def test_a_line_that_leads_on_is_removed(text: str, language: str) -> None:
    assert amid(text, language) is RemovalReason.RELATED


@pytest.mark.parametrize(
    "text", ["More rain is expected.", "Related species live in the Olm, too.", "Watch out for ice, he said."]
)
def test_prose_that_begins_like_such_a_line_is_kept(text: str) -> None:
    assert amid(text) is None


def test_headlines_left_hanging_after_the_end_are_removed() -> None:
    tail = ("Council quarrels about the new lighthouse", "Fishermen of the lake demand more room")
    assert verdict(*PROSE, *tail, at=3) is RemovalReason.RELATED
    assert verdict(*PROSE, *tail, at=4) is RemovalReason.RELATED


def test_a_list_that_the_text_announces_is_kept() -> None:
    announced = (
        "The winners are listed here:",
        "Mara Ilves of the Olmgate rowing club",
        "Jon Tarr of the Vestmark rowing club",
    )
    assert [verdict(*PROSE, *announced, at=i) for i in (4, 5)] == [None, None]


def test_who_contributed_to_the_report_is_kept() -> None:
    assert verdict(*PROSE, "Reporting by Mara Ilves; Editing by Jon Tarr", at=3) is None


@pytest.mark.parametrize(
    ("text", "language", "reason"),
    [
        ("Sign up for our newsletter", "en", RemovalReason.SIGN_UP),
        ("Jetzt Newsletter abonnieren", "de", RemovalReason.SIGN_UP),
        ("Abonnez-vous", "fr", RemovalReason.SIGN_UP),
        ("会員登録はこちら", "ja", RemovalReason.SIGN_UP),
        ("Share this article", "en", RemovalReason.SHARE),
        ("Artikel teilen", "de", RemovalReason.SHARE),
        ("Compartir en Facebook", "es", RemovalReason.SHARE),
        ("Advertisement", "en", RemovalReason.ADVERTISEMENT),
        ("Anzeige", "de", RemovalReason.ADVERTISEMENT),
        ("© 2024 Olmgate Courier. All rights reserved.", "en", RemovalReason.COPYRIGHT),
        ("Tags: bridges, Olm", "en", RemovalReason.TAGS),
        ("Themen: Hafen, Lüdenbach", "de", RemovalReason.TAGS),
        ("View this post on Instagram", "en", RemovalReason.EMBED),
        ("— Olm Watch (@olmwatch) May 4, 2024", "en", RemovalReason.EMBED),
        ("pic.twitter.com/AbCdEf", "en", RemovalReason.EMBED),
    ],
)
def test_prompts_labels_and_legal_lines_are_removed(text: str, language: str, reason: RemovalReason) -> None:
    assert amid(text, language) is reason


@pytest.mark.parametrize(
    "text",
    [
        "Share prices fell sharply in Olmgate on Monday.",
        "Subscribe to that view, he told the council, and the bridge will fall within the decade.",
        "Copyright law does not apply here, the court held on Tuesday in a case that lasted eleven years.",
        "Tags on the fish showed how far they had swum.",
        "Ad spending rose by a third.",
        "Photo albums were found in the ruins.",
        "Image is everything in this town.",
    ],
)
def test_prose_that_begins_like_a_prompt_is_kept(text: str) -> None:
    assert amid(text) is None


def test_what_stands_above_the_headline_is_removed() -> None:
    blocks = ("Olmgate Courier", "Latest Updates", TITLE, *PROSE)
    assert [verdict(*blocks, at=i) for i in (0, 1)] == [RemovalReason.NAVIGATION, RemovalReason.NAVIGATION]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ferry Press Photos", "en"),
        ("Casper Mossop / Fallowholm Pictures", "en"),
        ("Greyworth Photo Library", "en"),
        ("Rieke Finkwerth / Foto-Agentur Pflügler", "de"),
        ("Bildarchiv Niederheim", "de"),
    ],
)
def test_an_agency_for_pictures_is_told_by_the_word_in_its_name(text: str, language: str) -> None:
    assert amid(text, language) is RemovalReason.PHOTO_CREDIT


@pytest.mark.parametrize(
    "text", ["Photos", "Pictures from the war reached him late.", "She took the photos of the bridge"]
)
def test_a_word_for_pictures_alone_or_in_a_sentence_is_no_credit(text: str) -> None:
    assert amid(text) is not RemovalReason.PHOTO_CREDIT


BARE_CAPTION = "The old pillars of the bridge, empty on Sunday."


def test_the_short_neighbour_of_a_credit_is_its_caption_whichever_comes_first() -> None:
    assert verdict(PROSE[0], BARE_CAPTION, "Ferry Press Photos", PROSE[1], at=1) is RemovalReason.CAPTION
    assert verdict(PROSE[0], "Ferry Press Photos", BARE_CAPTION, PROSE[1], at=2) is RemovalReason.CAPTION


def test_the_long_neighbours_of_a_credit_stay() -> None:
    for at in (0, 2):
        assert verdict(PROSE[0], "Ferry Press Photos", PROSE[1], at=at) is None


def test_a_story_goes_on_after_a_link_in_its_midst() -> None:
    link = Block("Read more: The old bridge of Ardenne", tag="div", links=1.0, region=50, parent_region=9)
    paragraphs = [Block(text, region=60 + i, parent_region=70 + i) for i, text in enumerate(PROSE)]
    assert verdict(paragraphs[0], link, paragraphs[1], paragraphs[2], at=1) is RemovalReason.RELATED
    assert verdict(paragraphs[0], link, paragraphs[1], paragraphs[2], at=2) is None


@pytest.mark.parametrize(
    "text",
    [
        "Share this story on Chatterbox, Pinwall or by e-mail",
        "What do you think? Join the conversation and leave a comment below",
    ],
)
def test_a_whole_phrase_asks_to_share_whatever_follows(text: str) -> None:
    assert amid(text) is RemovalReason.SHARE


def test_a_sentence_that_begins_with_sharing_stays() -> None:
    assert amid("Share this burden, he told the crowd, and the bridge will be built before the winter comes.") is None


def test_a_long_prompt_that_ends_like_no_sentence_is_a_prompt() -> None:
    prompt = "Sign up for the morning briefing of the Olm Courier: the day's stories in your inbox at seven"
    assert amid(prompt) is RemovalReason.SIGN_UP


def test_steps_above_the_story_are_navigation_and_arrows_within_it_are_not() -> None:
    assert verdict("Home › News › Region", *PROSE, at=0) is RemovalReason.NAVIGATION
    assert amid("Olm → Ardenne") is None
