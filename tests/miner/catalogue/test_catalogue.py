"""The catalogue file: opening, schema, transactions, several writers."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.catalogue.connection import Connection
from miner.errors import CatalogueError
from tests.miner.rows import add_action

TABLES = {
    "actions", "queries", "image_hits", "images", "videos", "video_hits", "models", "scores",
    "clips", "rules", "reviewers", "verdicts", "datasets", "dataset_clips", "evaluations",
    "outcomes", "events",
}  # fmt: skip


def test_new_catalogue_has_the_documented_tables(catalogue: Catalogue) -> None:
    with sqlite3.connect(catalogue.file) as plain:
        rows = plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    plain.close()

    assert {name for (name,) in rows if not name.startswith("_")} == TABLES


def test_every_table_stands_in_the_documentation(catalogue: Catalogue) -> None:
    page = (Path(__file__).parents[3] / "docs" / "catalogue.md").read_text(encoding="utf-8")

    assert [name for name in sorted(TABLES) if f"`{name}`" not in page] == []


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    with open_catalogue(file) as first:
        add_action(first, "riding a mule")

    with open_catalogue(file) as again:
        assert [each.name for each in again.actions.all()] == ["riding a mule"]


def test_catalogue_of_a_newer_miner_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    with open_catalogue(file):
        pass
    with sqlite3.connect(file) as plain:
        plain.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) "
            "VALUES ('miner', 'm999_future', '2030-01-01')"
        )
    plain.close()

    with pytest.raises(CatalogueError, match="written by a newer miner"), open_catalogue(file):
        pass


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"not a database at all, but text" * 50, "it is damaged"), (None, "Cannot open")],
    ids=["text file", "a folder"],
)
def test_file_that_is_no_catalogue_is_named(
    tmp_path: Path, content: bytes | None, sentence: str
) -> None:
    file = tmp_path / "catalogue.db"
    if content is None:
        file.mkdir()
    else:
        file.write_bytes(content)

    with pytest.raises(CatalogueError, match=sentence), open_catalogue(file):
        pass


def test_failed_transaction_leaves_nothing(catalogue: Catalogue) -> None:
    def fail_after_writing() -> None:
        with catalogue.transaction():
            add_action(catalogue, "juggling balls")
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail_after_writing()

    assert catalogue.actions.all() == []


def test_eight_writers_at_once_all_get_through(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.db"
    with open_catalogue(file):
        pass

    def write(number: int) -> None:
        with open_catalogue(file) as opened:
            for step in range(10):
                opened.outcomes.write_event("test", f"{number}:{step}")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    connection = Connection(file)
    count = connection.value("SELECT count(*) FROM events")
    connection.close()
    assert count == 80
