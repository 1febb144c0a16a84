from __future__ import annotations

from pathlib import Path

import pytest

from scraper.errors import SourceEmpty, SourceError, SourceUnreachable
from scraper.options import ScrapeOptions
from scraper.records import ImageHit, ImageQuery
from scraper.sources import open_source

PUSH_UP = ImageQuery(text="man doing push ups", action="push up")


def search(name: str, path: Path, query: ImageQuery = PUSH_UP) -> list[ImageHit]:
    with open_source(name, ScrapeOptions(endpoints={name: str(path)})) as source:
        return list(source.search(query))


def write(file: Path, text: str = "x") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


@pytest.mark.parametrize("spelling", ["push up", "push_up", "Push-Up", "PUSHUP"])
def test_an_action_s_folder_may_be_spelled_in_many_ways(tmp_path: Path, spelling: str) -> None:
    names = ("b.jpg", "a.png", "more/c.jpg", ".hidden")
    files = [write(tmp_path / spelling / name) for name in names]
    write(tmp_path / "squat" / "d.jpg")

    hits = search("local-folder", tmp_path)

    assert [hit.url for hit in hits] == [files[n].as_uri() for n in (1, 0, 2)]
    assert hits[0].title == "a"


@pytest.mark.parametrize("hidden", [".git/a.jpg", "more/.thumbs/a.jpg", "more/.a.jpg"])
def test_what_is_hidden_is_left_out(tmp_path: Path, hidden: str) -> None:
    shown = write(tmp_path / "push up" / "more" / "b.jpg")
    write(tmp_path / "push up" / hidden)

    assert [hit.url for hit in search("local-folder", tmp_path)] == [shown.as_uri()]


def test_links_to_files_are_listed_and_loops_are_not_walked(tmp_path: Path) -> None:
    folder = tmp_path / "push up"
    real = write(folder / "a.jpg")
    (folder / "b.jpg").symlink_to(real)
    (folder / "loop").symlink_to(folder)
    (folder / "broken.jpg").symlink_to(tmp_path / "gone.jpg")

    titles = [hit.title for hit in search("local-folder", tmp_path)]

    assert titles == ["a", "b"]


def test_folders_are_looked_up_by_the_action_not_by_the_words(tmp_path: Path) -> None:
    write(tmp_path / "man doing push ups" / "a.jpg")

    with pytest.raises(SourceEmpty, match=r"'push up': .* has no folder of that name"):
        search("local-folder", tmp_path)


def test_a_list_for_another_action_is_empty(tmp_path: Path) -> None:
    write(tmp_path / "squat.txt", "https://example.org/1.jpg")

    with pytest.raises(SourceEmpty, match=r"'push up': .* lists none under it"):
        search("url-list", tmp_path)


def test_a_list_of_other_bytes_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    file = tmp_path / "push up.txt"
    file.write_bytes(b"\xff\xfe\x00nonsense\r\nhttps://example.org/1.jpg\r\n")

    assert [hit.url for hit in search("url-list", tmp_path)] == ["https://example.org/1.jpg"]


def test_an_empty_folder_of_an_action_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "push_up").mkdir()

    with pytest.raises(SourceEmpty, match="Cannot find images of 'man doing push ups'"):
        search("local-folder", tmp_path)


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceUnreachable, match="is a file"):
        search("local-folder", write(tmp_path / "file"))


def test_a_text_file_per_action_lists_addresses(tmp_path: Path) -> None:
    text = "# mine\nhttps://example.org/1.jpg\n\n  https://example.org/2.jpg  \nnonsense\n"
    write(tmp_path / "push_up.txt", text)

    urls = [hit.url for hit in search("url-list", tmp_path)]

    assert urls == ["https://example.org/1.jpg", "https://example.org/2.jpg"]


def test_a_table_lists_addresses_by_label(tmp_path: Path) -> None:
    lines = ("url,label", "https://example.org/1.jpg,Push up", "https://a.org/2,squat", ",push up")
    file = write(tmp_path / "list.csv", "\ufeff" + "\n".join(lines))

    assert [hit.url for hit in search("url-list", file)] == ["https://example.org/1.jpg"]


@pytest.mark.parametrize(
    "text",
    [
        "label, url\npush up, https://example.org/1.jpg\n",
        "url,note,label\nhttps://example.org/1.jpg,mine,PUSH_UP,more\nhttps://example.org/2.jpg\n",
        'label,url\n"push up","https://example.org/1.jpg"\n\n\n',
    ],
    ids=["blanks", "more columns and short rows", "quotes"],
)
def test_tables_are_read_as_people_write_them(tmp_path: Path, text: str) -> None:
    hits = search("url-list", write(tmp_path / "list.csv", text))

    assert [hit.url for hit in hits] == ["https://example.org/1.jpg"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "must name the columns label and url"),
        ("name,address\na,b\n", "must name the columns label and url"),
        ("label,url\nsquat,https://example.org/1.jpg\n", "lists none under it"),
        ('label,url\npush up,"' + "a" * 200_000 + '"\n', "field larger than field limit"),
    ],
    ids=["empty", "other columns", "other action", "endless field"],
)
def test_a_table_that_cannot_be_used_says_why(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(SourceError, match=sentence):
        search("url-list", write(tmp_path / "list.csv", text))
