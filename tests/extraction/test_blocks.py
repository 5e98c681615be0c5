"""The walk cuts a page where a reader sees paragraphs, and remembers where each stood."""

from __future__ import annotations

from newsieve.cleaning import Block
from newsieve.extraction.blocks import LONG_CELL, read_blocks
from newsieve.extraction.parse import parse, strip


def blocks(markup: str) -> tuple[Block, ...]:
    tree = parse(f"<html><body>{markup}</body></html>")
    assert tree is not None
    strip(tree)
    return read_blocks(tree)


def texts(markup: str) -> list[str]:
    return [block.text for block in blocks(markup)]


def test_inline_elements_do_not_cut() -> None:
    assert texts("<p>The <b>old</b> <a href='/b'>bridge</a> over<br>the Olm.</p>") == ["The old bridge over the Olm."]


def test_text_after_a_block_is_a_block_of_its_own() -> None:
    assert texts("<div>Before<p>Within</p>After</div>") == ["Before", "Within", "After"]


def test_two_breaks_cut_and_one_does_not_in_a_short_run() -> None:
    assert texts("<td>One.<br>Still one.<br> <br/>Two.</td>") == ["One. Still one.", "Two."]


def test_a_single_break_cuts_a_long_run_where_a_sentence_begins() -> None:
    long = "The council met again and argued about the bridge for hours on end. " * (LONG_CELL // 60)
    assert texts(f"<td>{long}<br>Nobody left.<br>and so on</td>") == [long.strip(), "Nobody left. and so on"]


def test_the_cells_of_a_data_row_are_one_block() -> None:
    assert texts("<table><tr><td>Olm</td><td>12</td></tr><tr><td>Sorelle</td><td>7</td></tr></table>") == [
        "Olm 12",
        "Sorelle 7",
    ]


def test_the_cells_of_a_layout_table_are_cut() -> None:
    assert texts("<table><tr><td>Menu</td><td><p>One.</p><p>Two.</p></td></tr></table>") == ["Menu", "One.", "Two."]


def test_scripts_styles_and_menus_are_never_text() -> None:
    assert texts(
        "<nav>Home</nav><script>x()</script><style>p{}</style><p>Text<svg><title>i</title></svg> stays</p>"
    ) == ["Text stays"]


def test_the_share_of_links_is_of_the_block() -> None:
    whole, half = blocks("<p><a href='/'>All of it</a></p><p><a href='/'>Half</a>half</p>")
    assert whole.links == 1.0
    assert 0.4 < half.links < 0.6


def test_a_picture_is_remembered_by_its_neighbours() -> None:
    before, after, far = blocks("<p>Before.</p><img src='a.jpg'><p>After.</p><p>Far.</p>")
    assert (before.before_image, after.after_image) == (True, True)
    assert (far.after_image, after.before_image) == (False, False)


def test_class_words_mark_what_a_small_element_holds_and_not_what_the_whole_page_is_in() -> None:
    markup = (
        "<div class='has-caption'><p class='photoCredit x'>Mara Ilves</p>"
        + "<p>The council met again on Monday.</p>" * 40
        + "</div>"
    )
    first, *rest = blocks(markup)
    assert {"photo", "credit"} <= first.marks
    assert "caption" not in first.marks | rest[0].marks | rest[0].around


def test_class_words_of_an_inline_element_mark_the_block_that_it_fills() -> None:
    filled, part = blocks("<p><span class='credit'>Mara Ilves</span></p><p>Photo <span class='credit'>Ilves</span></p>")
    assert "credit" in filled.marks
    assert "credit" not in part.marks


def test_a_break_cuts_after_a_line_that_is_one_styled_element() -> None:
    assert texts("<td><font>Home › News</font><br><font><b>The mill closes</b></font><br>By Ina Vell</td>") == [
        "Home › News",
        "The mill closes",
        "By Ina Vell",
    ]


def test_a_break_within_a_styled_run_does_not_cut() -> None:
    assert texts("<p>The <b>mill</b> closes<br>on Friday</p>") == ["The mill closes on Friday"]


def test_each_piece_of_a_run_has_its_own_share_of_links() -> None:
    found = blocks("<td>The mill closes.<br><br><a href='/n'>Sign up</a><br><br>It was old.</td>")
    assert [block.links for block in found] == [0.0, 1.0, 0.0]
