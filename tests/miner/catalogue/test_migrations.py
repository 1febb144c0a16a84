"""Every schema step leads from the first version to this one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from miner.catalogue.catalogue import known_steps, open_catalogue
from miner.errors import CatalogueError
from tests.miner.rows import add_action

VERSION_1 = Path(__file__).parent / "version_1.sql"
"""A catalogue as the first version wrote it, with a row in each table."""


def test_steps_are_numbered_without_a_gap() -> None:
    numbers = sorted(int(name[1:4]) for name in known_steps())

    assert numbers == list(range(1, len(numbers) + 1))


def test_catalogue_of_version_1_opens_with_all_its_rows(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    old = Database(file)
    old.executescript(VERSION_1.read_text(encoding="utf-8"))
    old.close()

    with open_catalogue(file) as opened:
        add_action(opened, "a new action")

        assert [each.name for each in opened.actions.all()] == ["riding a mule", "a new action"]
        assert [each.answer for each in opened.verdicts.all()] == ["yes"]
        assert [each.split for each in opened.datasets.clips("d1")] == ["train"]


def rows_of(file: Path) -> dict[str, list[tuple[object, ...]]]:
    with sqlite3.connect(file) as plain:
        names = plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        rows = {name: plain.execute(f"SELECT * FROM {name}").fetchall() for (name,) in names}
    plain.close()
    return rows


def test_every_row_of_version_1_is_still_there_word_for_word(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    with sqlite3.connect(file) as old:
        old.executescript(VERSION_1.read_text(encoding="utf-8"))
    old.close()
    before = rows_of(file)

    with open_catalogue(file):
        pass

    after = rows_of(file)
    tables = [name for name in before if not name.startswith("_")]
    assert len(tables) == 17
    assert all(before[name] for name in tables)
    assert {name: after[name] for name in tables} == {name: before[name] for name in tables}


def test_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE events (what TEXT)")  # the last table that the step makes
        other.execute("INSERT INTO events VALUES ('a party')")
    other.close()

    with pytest.raises(CatalogueError, match="events already exists"), open_catalogue(file):
        pass

    assert rows_of(file) == {"events": [("a party",)]}
