"""Ten thousand clips: what is asked for every card or listing never grows with the square."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

import pytest

from miner.catalogue.catalogue import Catalogue, migrate
from miner.catalogue.connection import Connection
from miner.catalogue.records import Verdict
from tests.miner.rows import add_action, add_video

CLIPS = 10_000
JUDGED = 4_000
ACTIONS = 20

NUMBERED = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?) "


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A catalogue with many clips, some of them judged; filled by plain SQL, which is quick."""
    opened = Connection(tmp_path_factory.mktemp("many") / "catalogue.db")
    migrate(opened)
    catalogue = Catalogue(opened)
    for number in range(ACTIONS):
        add_action(catalogue, f"action {number:02d}")
    for number in range(100):
        add_video(catalogue, f"v{number}", path=f"videos/v{number}.mp4")
    opened.run(
        NUMBERED + "INSERT INTO clips (clip_id, video_id, action_id, start_seconds, end_seconds, "
        "peak_seconds, score, sampler, path, strip_seconds, proposed_at) "
        "SELECT printf('c%05d', i), 'v' || (i % 100), printf('action_%02d', i % 20), i, i + 3, "
        "i + 1, (i * 7919 % 10000) / 10000.0, 'top', 'clips/' || i || '.mp4', '[]', '' FROM n",
        CLIPS,
    )
    opened.run("INSERT INTO reviewers VALUES ('ann', '')")
    opened.run(
        NUMBERED + "INSERT INTO verdicts (clip_id, reviewer_id, answer, judged_at) "
        "SELECT printf('c%05d', i), 'ann', 'yes', '' FROM n",
        JUDGED,
    )
    yield opened
    opened.close()


@pytest.fixture
def many(connection: Connection) -> Catalogue:
    return Catalogue(connection)


ASKED: dict[str, Callable[[Catalogue], object]] = {
    "next card": lambda c: c.verdicts.queue("ann", limit=1),
    "cards left": lambda c: c.verdicts.remaining("ann"),
    "counts of answers": lambda c: c.verdicts.counts("ann"),
    "last verdicts": lambda c: c.verdicts.newest("ann", limit=5),
    "one clip": lambda c: c.clips.find("c00001"),
    "one verdict": lambda c: c.verdicts.find("c00001", "ann"),
    "all clips": lambda c: c.clips.all(),
    "all verdicts": lambda c: c.verdicts.all(),
    "new proposals": lambda c: c.clips.replace_proposals("v1", [], score_id="none"),
    "status of actions": lambda c: c.overview.actions(),
    "status in all": lambda c: c.overview.totals(),
}


def plan_of(connection: Connection, ask: Callable[[], object]) -> list[tuple[int, int, str]]:
    """Return (id, parent, what is done) of every step of the queries that a call makes."""
    raw: sqlite3.Connection = connection.db.conn
    seen: list[str] = []
    raw.set_trace_callback(seen.append)
    ask()
    raw.set_trace_callback(None)
    queries = [each for each in seen if each.lstrip().startswith("SELECT")]
    assert queries
    return [
        (step[0], step[1], step[3])
        for query in queries
        for step in raw.execute(f"EXPLAIN QUERY PLAN {query}").fetchall()
    ]


@pytest.mark.parametrize("name", ASKED)
def test_no_table_is_read_whole_for_each_row_of_another(
    connection: Connection, many: Catalogue, name: str
) -> None:
    plan = plan_of(connection, lambda: ASKED[name](many))

    repeated = {number for number, _, what in plan if what.startswith("CORRELATED")}
    inner = [what for _, parent, what in plan if parent in repeated]
    assert [what for what in inner if what.startswith("SCAN")] == []


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("next card", "verdicts USING INDEX verdicts_by_clip"),
        ("cards left", "verdicts USING INDEX verdicts_by_clip"),
        ("last verdicts", "verdicts USING INDEX verdicts_by_reviewer"),
        ("one clip", "clips USING INDEX sqlite_autoindex_clips_1"),
        ("one verdict", "verdicts USING INDEX verdicts_by_clip"),
        ("new proposals", "clips USING INDEX clips_by_video"),
        ("status of actions", "clips USING COVERING INDEX clips_by_action"),
    ],
)
def test_what_is_asked_often_goes_by_an_index(
    connection: Connection, many: Catalogue, name: str, index: str
) -> None:
    plan = plan_of(connection, lambda: ASKED[name](many))

    assert any(index in what for _, _, what in plan)


def test_queue_of_many_goes_by_action_and_then_by_score(many: Catalogue) -> None:
    queue = many.verdicts.queue("ann")

    assert len(queue) == many.verdicts.remaining("ann") == CLIPS - JUDGED
    first_action = [clip for clip in map(many.clips.find, queue[:300]) if clip is not None]
    assert {clip.action_id for clip in first_action} == {"action_00"}
    scores = [clip.score for clip in first_action]
    assert scores == sorted(scores, reverse=True)


def test_counts_of_many_are_those_that_were_written(many: Catalogue) -> None:
    totals = many.overview.totals()
    first = many.overview.actions()[0]

    assert (totals.clips, totals.clips_unjudged, totals.clips_accepted) == (10_000, 6_000, 4_000)
    assert (first.clips, first.judged, first.yes) == (500, 200, 200)


def test_verdict_on_one_of_many_takes_it_out_of_the_queue(many: Catalogue) -> None:
    first, second = many.verdicts.queue("bob", limit=2)

    many.verdicts.add(Verdict(clip_id=first, reviewer_id="bob", answer="no"))

    assert many.verdicts.queue("bob", limit=1) == [second]
    assert many.verdicts.remaining("bob") == CLIPS - 1
