"""Every schema step leads from the first version to this one."""

from __future__ import annotations

from pathlib import Path

from sqlite_utils import Database

from miner.catalogue.catalogue import known_steps, open_catalogue
from miner.catalogue.migrations import catalogue_migrations
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


def test_step_that_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    db = Database(tmp_path / "catalogue.db")
    catalogue_migrations.ensure_migrations_table(db)

    assert {step.name for step in catalogue_migrations.pending(db)} == known_steps()
    db.close()
