"""`miner cut-clips` on a workspace: scores, proposals, exact clips."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest
from PIL import Image

from tests.miner.commands.running import Miner, rows
from tests.miner.commands.shapes_world import ACTIONS, SIZE, ShapesWorld, draw_video
from tests.miner.commands.trained import (
    CIRCLES,
    CROSSES,
    clips_of,
    judge,
    save_frame_classifier,
    write_settings,
)

SPANS = "SELECT start_seconds, end_seconds FROM clips ORDER BY video_id, start_seconds"


def files_in(folder: Path) -> dict[str, int]:
    """Return every file below a folder with the time of its last change."""
    return {
        file.relative_to(folder).as_posix(): file.stat().st_mtime_ns
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_each_video_gives_a_clip_of_what_it_shows(mined_once: Path) -> None:
    found = rows(mined_once, "SELECT title, action_id FROM clips JOIN videos USING (video_id)")

    assert sorted(found) == [
        *((f"circles{number}", CIRCLES) for number in range(5)),
        *((f"crosses{number}", CROSSES) for number in range(5)),
    ]


def test_clips_lie_where_the_action_is_shown(mined_once: Path) -> None:
    found = rows(mined_once, SPANS)

    assert len(found) == 10
    # Shown from 3 s to 7 s; two frames a second are scored, so an edge is known to 0.25 s.
    assert all(end - start == 3 and start >= 2.75 and end <= 7.25 for start, end in found)


def test_clip_holds_the_frames_of_its_span_at_the_rate_of_the_video(pair_once: Path) -> None:
    (path, fps, frames), *_ = rows(pair_once, "SELECT path, fps, frames FROM clips")

    with av.open(str(pair_once / path)) as container:
        stream = container.streams.video[0]
        decoded = [(frame.width, frame.height) for frame in container.decode(video=0)]
        assert stream.average_rate == Fraction(8)
    assert decoded == [SIZE] * 24
    assert (fps, frames) == ("8", 24)


def test_clip_is_named_by_video_and_span_and_has_pictures_beside_it(pair_once: Path) -> None:
    found = rows(
        pair_once,
        "SELECT video_id, action_id, start_seconds, path, strip_path, curve_path FROM clips",
    )

    for video_id, action_id, start, path, strip, curve in found:
        span = f"{round(start * 1000):08}_{round(start * 1000) + 3000:08}"
        assert path == f"clips/{action_id}/{video_id}_{span}.mp4"
        with Image.open(pair_once / strip) as pictures, Image.open(pair_once / curve) as drawn:
            assert (pictures.format, drawn.format) == ("JPEG", "PNG")


def test_second_run_does_nothing(miner: Miner, pair: Path) -> None:
    before = files_in(pair / "clips") | files_in(pair / "scores")

    ended = miner("cut-clips", "--json", cwd=pair)

    assert ended.code == 0
    assert [step["done"] for step in ended.data["steps"]] == [0, 0, 0]
    assert files_in(pair / "clips") | files_in(pair / "scores") == before


def test_another_rule_proposes_from_the_kept_scores(miner: Miner, pair: Path) -> None:
    scores = files_in(pair / "scores")

    ended = miner("cut-clips", "--clip-len", "1.5", "--json", cwd=pair)

    assert [step["done"] for step in ended.data["steps"]] == [0, 2, 2]
    assert files_in(pair / "scores") == scores
    assert {end - start for start, end in rows(pair, SPANS)} == {1.5}
    kept = {path for (path,) in rows(pair, "SELECT path FROM clips")}
    assert {f"clips/{name}" for name in files_in(pair / "clips") if name.endswith("mp4")} == kept


def test_unfinished_files_of_a_killed_run_are_cleared(miner: Miner, pair: Path) -> None:
    for name in ("clips/drawing_circles/.a_1_2.99999999.part.mp4", "scores/.a_b.99999999.part.npz"):
        (pair / name).write_bytes(b"half of it")
    (pair / "clips/drawing_circles/.notes.txt").write_text("mine")
    before = set(files_in(pair / "clips") | files_in(pair / "scores"))

    assert miner("cut-clips", cwd=pair).code == 0

    after = set(files_in(pair / "clips") | files_in(pair / "scores"))
    assert before - after == {
        "drawing_circles/.a_1_2.99999999.part.mp4",
        ".a_b.99999999.part.npz",
    }


def test_judged_clip_survives_a_new_rule(miner: Miner, pair: Path) -> None:
    judged, *others = clips_of(pair)
    judge(pair, {judged: "no"})

    miner("cut-clips", "--threshold", "1", cwd=pair)

    assert others
    assert list(clips_of(pair)) == [judged]
    ((path,),) = rows(pair, "SELECT path FROM clips")
    assert list(files_in(pair / "clips")) != []
    assert (pair / path).is_file()


def test_clip_whose_verdict_was_taken_back_survives_too(miner: Miner, pair: Path) -> None:
    judged, *_ = clips_of(pair)
    judge(pair, {judged: "yes"})
    with closing(sqlite3.connect(pair / "catalogue.db")) as connection, connection:
        connection.execute("UPDATE verdicts SET undone_at = judged_at")

    miner("cut-clips", "--threshold", "1", cwd=pair)

    assert list(clips_of(pair)) == [judged]


def test_return_to_an_earlier_rule_brings_back_the_same_ids(miner: Miner, pair: Path) -> None:
    before = clips_of(pair)

    miner("cut-clips", "--clip-len", "2", cwd=pair)
    between = clips_of(pair)
    miner("cut-clips", cwd=pair)

    assert not before.keys() & between.keys()
    assert clips_of(pair) == before


def test_n_clips_gives_several_of_a_video_that_do_not_overlap(miner: Miner, pair: Path) -> None:
    miner("cut-clips", "--n-clips", "2", "--clip-len", "1", cwd=pair)

    by_video: dict[str, list[float]] = {}
    for video_id, start in rows(pair, "SELECT video_id, start_seconds FROM clips ORDER BY 1, 2"):
        by_video.setdefault(video_id, []).append(start)
    assert len(by_video) == 2
    assert all(len(starts) == 2 for starts in by_video.values())
    assert all(b - a >= 1 for s in by_video.values() for a, b in pairwise(s))


def test_nothing_above_the_threshold_is_no_failure(miner: Miner, pair: Path) -> None:
    ended = miner("cut-clips", "--threshold", "1", cwd=pair)

    assert ended.code == 0
    assert "2 passed over (2 nothing-happens)" in ended.err
    assert ended.closing.startswith("No action was seen. A lower '--threshold' than 1 may find")
    assert [name for name in files_in(pair / "clips") if name.endswith(".mp4")] == []


def test_closing_sentence_counts_and_says_what_is_next(miner: Miner, pair: Path) -> None:
    ended = miner("cut-clips", "-w", pair)

    assert ended.code == 0
    assert ended.closing == (
        f"2 clips of 2 classes in {pair / 'clips'}. Next: miner review -w {pair}"
    )


def test_json_lists_the_clips_by_action(miner: Miner, pair: Path) -> None:
    ended = miner("cut-clips", "--json", cwd=pair)

    assert ended.data["per_action"] == {CIRCLES: 1, CROSSES: 1}
    assert all((pair / clip).is_file() for clip in ended.data["clips"])
    assert len(ended.data["clips"]) == 2


def test_quiet_says_nothing(miner: Miner, pair: Path) -> None:
    ended = miner("cut-clips", "--clip-len", "2", "--quiet", cwd=pair)

    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_second_classifier_has_scores_of_its_own(miner: Miner, pair: Path) -> None:
    other = save_frame_classifier(pair / "other.ckpt", background=())

    ended = miner("cut-clips", "--image-classifier-checkpoint", other, "--json", cwd=pair)

    assert ended.data["steps"][0]["done"] == 2
    assert rows(pair, "SELECT count(*) FROM models") == [(2,)]
    assert rows(pair, "SELECT model_id, count(*) FROM scores GROUP BY 1 ORDER BY 2")[0][1] == 2


@pytest.mark.parametrize(
    ("classes", "expected"), [("retrieved", {CROSSES}), ("all", {CIRCLES, CROSSES})]
)
def test_video_that_a_query_found_yields_that_class_unless_all_are_asked(
    miner: Miner, frame_checkpoint: Path, tmp_path: Path, classes: str, expected: set[str]
) -> None:
    place = write_settings(tmp_path / "place")
    both = draw_video(tmp_path / "both.mp4", ACTIONS, seed=3)
    given = ("--image-classifier-checkpoint", frame_checkpoint)
    assert miner("actions", "add", ACTIONS[1], cwd=place).code == 0
    assert miner("cut-clips", both, *given, "--threshold", "1", cwd=place).code == 0
    with closing(sqlite3.connect(place / "catalogue.db")) as connection, connection:
        connection.execute(
            "INSERT INTO video_hits (video_id, query_id, rank, title_score) "
            "SELECT video_id, query_id, 1, 1 FROM videos, queries WHERE action_id = ?",
            (CROSSES,),
        )

    ended = miner("cut-clips", "--classes", classes, cwd=place)

    assert ended.code == 0
    assert set(clips_of(place).values()) == expected


def test_class_written_otherwise_is_the_action_that_is_known(
    miner: Miner, shapes_world: ShapesWorld, tmp_path: Path
) -> None:
    place = write_settings(tmp_path / "place")
    (place / "list.toml").write_text(
        '[[action]]\nname = "drawing circles"\ndefinition = "Round."\n', encoding="utf-8"
    )
    miner("actions", "import", "list.toml", cwd=place)
    capitals = ("Drawing Circles", "drawing crosses", "empty paper")
    checkpoint = save_frame_classifier(place / "other.ckpt", classes=capitals)
    video = shapes_world.paths("circles0")[0]
    (place / "only.txt").write_text("Drawing circles\n", encoding="utf-8")
    given = ("--image-classifier-checkpoint", checkpoint, "--class-names", "only.txt")

    ended = miner("cut-clips", video, *given, "--json", cwd=place)

    assert ended.data["per_action"] == {CIRCLES: 1}
    first, *_ = rows(place, "SELECT name, definition FROM actions ORDER BY position")
    assert first == ("drawing circles", "Round.")


def test_class_list_proposes_only_what_it_names(miner: Miner, pair: Path) -> None:
    (pair / "only.txt").write_text("drawing crosses\n\n", encoding="utf-8")

    ended = miner("cut-clips", "--class-names", "only.txt", "--json", cwd=pair)

    assert ended.data["per_action"] == {CROSSES: 1}


def test_setting_of_the_workspace_gives_way_to_a_flag(
    miner: Miner, pair: Path, shapes_world: ShapesWorld
) -> None:
    write_settings(pair, propose={"clip_len": 2.0})
    video = shapes_world.paths("circles0")[0]

    miner("cut-clips", video, "--clip-len", "1", cwd=pair)

    lengths = rows(
        pair, "SELECT title, end_seconds - start_seconds FROM clips JOIN videos USING (video_id)"
    )
    assert set(lengths) >= {("circles0", 1.0), ("crosses0", 3.0)}
