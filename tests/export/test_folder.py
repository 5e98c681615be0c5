from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsieve.article import Article
from newsieve.errors import InputError, UsageError
from newsieve.export import MarkdownFolder
from newsieve.export.folder import MARK, file_name
from newsieve.export.formats import front_matter
from newsieve.record import Record, record

YAML: Any = import_module("yaml")  # it has no types
URL = "https://harbour.example/ferry"
ARTICLE = Article(
    "0123456789abcdef", URL, URL, URL, "harbour.example", "Ferry", ("One.", "Two."), published="2026-03-01"
)


def told(title: str | None = "Ferry", number: int = 0, **other: Any) -> Record:
    return record(replace(ARTICLE, title=title, id=f"{number:016x}", **other))


def write(path: Path, *records: Record, mirror: bool = True) -> int:
    with MarkdownFolder(str(path), mirror=mirror) as folder:
        for one in records:
            folder.write(one)
    return folder.removed


def names(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir() if entry.name != MARK)


def parts(text: str) -> tuple[dict[str, Any], str]:
    _, front, story = text.split("---\n", 2)
    return YAML.safe_load(front), story


def test_a_file_is_front_matter_headline_and_story(tmp_path: Path) -> None:
    write(tmp_path / "out", told(authors=("Ada Quill",), tags=("a: b", "#c")))
    [name] = names(tmp_path / "out")
    assert name == "2026-03-01-ferry-0000000000000000.md"
    front, story = parts((tmp_path / "out" / name).read_text(encoding="utf-8"))
    assert story == "\n# Ferry\n\nOne.\n\nTwo.\n"
    assert (front["title"], front["authors"], front["tags"]) == ("Ferry", ["Ada Quill"], ["a: b", "#c"])
    assert front["published"] == "2026-03-01"


@given(st.text(), st.text())
def test_any_headline_is_safe_in_front_matter_and_as_a_name(title: str, author: str) -> None:
    made = told(title, authors=(author,))
    front = YAML.safe_load(front_matter(made).removeprefix("---\n").removesuffix("---\n\n"))
    assert front["title"] == made["title"]
    assert front["authors"] == made["authors"]
    name = file_name(made)
    assert Path(name).name == name
    assert not name.startswith(".")
    assert len(name.encode("utf-8")) <= 200


@pytest.mark.parametrize("title", ["../../etc/passwd", "/etc/passwd", "a/b\\c", "..", "nul\0byte", "C:\\x", "港" * 500])
def test_no_headline_leads_out_of_the_folder(title: str, tmp_path: Path) -> None:
    write(tmp_path / "out", told(title))
    assert [entry.name for entry in tmp_path.iterdir()] == ["out"]
    assert len(names(tmp_path / "out")) == 1


def test_articles_of_one_day_and_headline_do_not_clash(tmp_path: Path) -> None:
    write(tmp_path / "out", *(told(number=n) for n in range(3)))
    assert len(names(tmp_path / "out")) == 3


def test_an_article_without_dates_is_undated(tmp_path: Path) -> None:
    assert file_name(told(None, published=None)) == "undated-0000000000000000.md"


def test_writing_again_updates_renames_and_leaves_the_rest_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, told(number=1), told("Bridge", number=2))
    same = out / "2026-03-01-ferry-0000000000000001.md"
    before = same.stat().st_mtime_ns, same.stat().st_ino
    write(out, told(number=1), told("Bridge closed", number=2))
    assert names(out) == [same.name, "2026-03-01-bridge-closed-0000000000000002.md"][::-1]
    assert (same.stat().st_mtime_ns, same.stat().st_ino) == before


def test_a_whole_export_removes_what_is_not_in_it_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, told(number=1), told(number=2))
    (out / "my notes.md").write_text("mine")
    assert write(out, told(number=2)) == 1
    assert names(out) == ["2026-03-01-ferry-0000000000000002.md", "my notes.md"]


def test_a_hand_over_adds_and_drops_what_leads_no_story(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, told(number=1), told(number=2))
    with MarkdownFolder(str(out), mirror=False) as folder:
        folder.write(told(number=3))
        folder.drop(told(number=1))
        folder.drop(told(number=9))
    assert folder.removed == 1
    assert [name[-4:-3] for name in names(out)] == ["2", "3"]


def test_an_interrupted_export_removes_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, told(number=1), told(number=2))
    with pytest.raises(KeyboardInterrupt):
        _interrupted(out)
    assert len(names(out)) == 3


def _interrupted(out: Path) -> None:
    with MarkdownFolder(str(out), mirror=True) as folder:
        folder.write(told(number=3))
        raise KeyboardInterrupt


def test_what_a_killed_export_left_is_cleared_away(tmp_path: Path) -> None:
    out = tmp_path / "out"
    write(out, told(number=1))
    (out / ".0000000000000001.md.part").write_text("half")
    (out / "2026-03-01-former-headline-0000000000000001.md").write_text("renamed, but not yet removed")
    write(out, told(number=1), mirror=False)
    assert names(out) == ["2026-03-01-ferry-0000000000000001.md"]


def test_a_folder_of_somebody_else_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(UsageError, match="holds files that newsieve did not write"):
        MarkdownFolder(str(tmp_path), mirror=True)
    assert names(tmp_path) == ["letter.txt"]


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(UsageError, match="a file: expected a folder"):
        MarkdownFolder(str(tmp_path / "out"), mirror=True)


def test_a_place_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written: no such file or directory"):
        MarkdownFolder(str(tmp_path / "absent" / "out"), mirror=True)


def test_a_link_in_the_folder_is_replaced_and_not_followed(tmp_path: Path) -> None:
    out, outside = tmp_path / "out", tmp_path / "outside.txt"
    write(out)
    outside.write_text("precious")
    (out / file_name(told())).symlink_to(outside)
    write(out, told())
    assert outside.read_text() == "precious"
    assert not (out / file_name(told())).is_symlink()
