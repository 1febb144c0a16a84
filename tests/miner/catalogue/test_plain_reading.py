"""The catalogue read by others: plain SQLite, and tools that follow foreign keys."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator

import pytest

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import ActionClass, ItemOutcome, Verdict
from tests.miner.rows import add_action, add_cut_clip, add_video, make_clip


@pytest.fixture
def plain(catalogue: Catalogue) -> Iterator[sqlite3.Connection]:
    """A second connection to the same file, with nothing of ours around it."""
    connection = sqlite3.connect(catalogue.file)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def tables(plain: sqlite3.Connection) -> list[str]:
    rows = plain.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    return [row["name"] for row in rows if not row["name"].startswith(("_", "sqlite_"))]


def test_lists_are_json_and_times_are_utc(catalogue: Catalogue, plain: sqlite3.Connection) -> None:
    action = ActionClass(action_id="m", name="mulé", synonyms=("mule ride", 'a "mule"'))
    catalogue.actions.add(action, queries=["mule"])

    row = plain.execute("SELECT * FROM actions").fetchone()

    assert json.loads(row["synonyms"]) == ["mule ride", 'a "mule"']
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", row["added_at"])


def test_view_shows_the_verdict_that_stands(
    catalogue: Catalogue, plain: sqlite3.Connection
) -> None:
    action = add_action(catalogue, "a")
    add_video(catalogue, "v")
    clip = add_cut_clip(catalogue, make_clip("v", action))

    def say(reviewer: str, answer: str) -> None:
        verdict = Verdict(clip_id=clip.clip_id, reviewer_id=reviewer, answer=answer)  # type: ignore[arg-type]
        catalogue.verdicts.add(verdict)

    def standing() -> set[tuple[str, str]]:
        return {
            tuple(row) for row in plain.execute("SELECT reviewer_id, answer FROM live_verdicts")
        }

    say("ann", "no")
    say("ann", "yes")
    say("bob", "bad")
    assert standing() == {("ann", "yes"), ("bob", "bad")}
    catalogue.verdicts.undo("ann")
    assert standing() == {("ann", "no"), ("bob", "bad")}
    catalogue.verdicts.redo("ann")
    assert standing() == {("ann", "yes"), ("bob", "bad")}
    assert plain.execute("SELECT count(*) FROM verdicts").fetchone()[0] == 3


@pytest.mark.parametrize(
    ("table", "column", "other"),
    [
        ("queries", "action_id", "actions"),
        ("image_hits", "query_id", "queries"),
        ("images", "action_id", "actions"),
        ("images", "image_hit_id", "image_hits"),
        ("video_hits", "video_id", "videos"),
        ("video_hits", "query_id", "queries"),
        ("scores", "video_id", "videos"),
        ("scores", "model_id", "models"),
        ("clips", "video_id", "videos"),
        ("clips", "action_id", "actions"),
        ("clips", "score_id", "scores"),
        ("verdicts", "clip_id", "clips"),
        ("verdicts", "reviewer_id", "reviewers"),
        ("verdicts", "relabel_action_id", "actions"),
        ("dataset_clips", "dataset_id", "datasets"),
        ("dataset_clips", "clip_id", "clips"),
        ("evaluations", "model_id", "models"),
        ("evaluations", "dataset_id", "datasets"),
    ],
)
def test_browser_can_follow_rows_to_those_they_belong_to(
    plain: sqlite3.Connection, table: str, column: str, other: str
) -> None:
    keys = plain.execute(f"PRAGMA foreign_key_list({table})").fetchall()

    assert (column, other) in {(key["from"], key["table"]) for key in keys}


def test_every_table_has_a_key_and_strict_types(plain: sqlite3.Connection) -> None:
    listed = {row["name"]: row for row in plain.execute("PRAGMA table_list")}
    names = tables(plain)

    assert [name for name in names if not listed[name]["strict"]] == []
    for name in names:
        columns = plain.execute(f"PRAGMA table_info({name})").fetchall()
        assert [column["name"] for column in columns if column["pk"]], name


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO queries VALUES ('q', 'nobody', 'words', 'en', 0)",
        "INSERT INTO actions VALUES ('x', 'riding a mule', 'action', '', '[]', '[]', 1, '')",
        "INSERT INTO actions VALUES ('x', 'x', 'verb', '', '[]', '[]', 1, '')",
        "INSERT INTO outcomes VALUES ('s', 'i', 'perhaps', '', '', '')",
        "INSERT INTO datasets VALUES ('d', 'd', 'one', 'x', '{}', '')",
    ],
    ids=["no such action", "name taken", "unknown kind", "unknown status", "text for a number"],
)
def test_file_itself_refuses_rows_that_make_no_sense(
    catalogue: Catalogue, plain: sqlite3.Connection, statement: str
) -> None:
    add_action(catalogue, "riding a mule")
    plain.execute("PRAGMA foreign_keys = ON")

    with pytest.raises(sqlite3.IntegrityError):
        plain.execute(statement)


def test_deleting_a_video_by_hand_takes_along_what_came_from_it(
    catalogue: Catalogue, plain: sqlite3.Connection
) -> None:
    action = add_action(catalogue, "a")
    for video_id in ("v", "w"):
        add_video(catalogue, video_id)
        clip = add_cut_clip(catalogue, make_clip(video_id, action))
        catalogue.verdicts.add(Verdict(clip_id=clip.clip_id, reviewer_id="ann", answer="yes"))
    plain.execute("PRAGMA foreign_keys = ON")

    with plain:
        plain.execute("DELETE FROM videos WHERE video_id = 'v'")

    assert [clip.video_id for clip in catalogue.clips.all()] == ["w"]
    assert [verdict.clip_id for verdict in catalogue.verdicts.all()] == ["w-a-1"]


def test_failures_can_be_listed_in_one_query(
    catalogue: Catalogue, plain: sqlite3.Connection
) -> None:
    for item, status in (("1", "done"), ("2", "failed"), ("3", "skipped"), ("4", "failed")):
        row = ItemOutcome(step="s", item_id=item, status=status, kind="gone", message="No.")  # type: ignore[arg-type]
        catalogue.outcomes.record(row)

    found = plain.execute(
        "SELECT kind, count(*) FROM outcomes WHERE status = 'failed' GROUP BY kind"
    ).fetchall()

    assert [tuple(row) for row in found] == [("gone", 2)]
    assert catalogue.outcomes.counts() == [
        ("s", "done", 1),
        ("s", "failed", 2),
        ("s", "skipped", 1),
    ]


def test_copy_of_the_file_made_by_sqlite_is_whole(
    catalogue: Catalogue, plain: sqlite3.Connection
) -> None:
    add_action(catalogue, "riding a mule")
    target = sqlite3.connect(catalogue.file.with_name("copy.db"))

    plain.backup(target)

    assert target.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    assert target.execute("SELECT name FROM actions").fetchall() == [("riding a mule",)]
    target.close()
