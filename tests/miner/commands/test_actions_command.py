"""`miner actions`: lists taken in, names added, and what is listed of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.miner.commands.running import Miner, rows

NAMES = "SELECT name FROM actions ORDER BY position"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "it names no action. Write one name a line."),
        ("\n# later\n\n", "it names no action. Write one name a line."),
        ("waving\njumping\nWaving\n", "line 3: 'Waving' is there twice (see line 1)."),
    ],
    ids=["empty", "comments only", "doubled"],
)
def test_list_that_cannot_be_used_adds_nothing(
    miner: Miner, place: Path, text: str, sentence: str
) -> None:
    (place / "list.txt").write_text(text)

    ended = miner("actions", "import", "list.txt", cwd=place)

    assert ended.code == 2
    assert ended.err == f"miner: Cannot read actions from 'list.txt': {sentence}\n"
    listed = miner("actions", "list", "--json", cwd=place)
    assert listed.code == 0
    assert listed.data == []


def test_blank_lines_are_no_actions(miner: Miner, place: Path) -> None:
    (place / "list.txt").write_text("\nwaving\n\njumping\n\n  \n")

    ended = miner("actions", "import", "list.txt", cwd=place)

    assert ended.code == 0
    assert ended.closing == "Added 2 actions, updated 0. Next: miner scrape-images"
    assert rows(place, NAMES) == [("waving",), ("jumping",)]


def test_unknown_list_names_the_one_that_was_meant(miner: Miner, place: Path) -> None:
    ended = miner("actions", "import", "kinetic400", cwd=place)

    assert ended.code == 3
    assert ended.err.endswith("there is no such file. Did you mean 'kinetics400'?\n")


def test_adding_twice_updates(miner: Miner, place: Path) -> None:
    first = miner("actions", "add", "riding a mule", "--json", cwd=place)
    second = miner("actions", "add", "riding a mule", "--json", cwd=place)

    assert first.data == {"added": 1, "updated": 0}
    assert second.data == {"added": 0, "updated": 1}
    assert rows(place, NAMES) == [("riding a mule",)]


def test_background_is_marked_in_the_list(miner: Miner, place: Path) -> None:
    miner("actions", "add", "riding a mule", cwd=place)
    miner("actions", "add", "empty stable", "--background", cwd=place)

    lines = miner("actions", "list", cwd=place).out.splitlines()

    assert lines[0] == "riding a mule"
    assert lines[1].startswith("    riding a mule")
    assert lines[2] == "empty stable  (background)"
