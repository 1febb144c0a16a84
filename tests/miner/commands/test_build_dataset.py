"""`miner build-dataset`: what people accepted, split without a leak, version by version."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import av
import pytest

from tests.miner.commands.running import Miner, rows
from tests.miner.commands.trained import CIRCLES, CROSSES, clips_of, judge, of_action

SPLITS = ("train", "val", "test")
EVEN = {"train": 3, "val": 1, "test": 1}
"""Of five clips: a fifth for testing, 0.15 of 5 rounded up to one for validation."""


def listed(dataset: Path) -> list[dict[str, str]]:
    """Return the rows of `clips.csv`."""
    with (dataset / "clips.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def frames_in(file: Path) -> int:
    with av.open(str(file)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_accepted_clips_are_dealt_out_to_three_splits(miner: Miner, accepted: Path) -> None:
    ended = miner("build-dataset", "--json", cwd=accepted)

    assert ended.code == 0
    assert ended.data["clips"] == {CIRCLES: EVEN, CROSSES: EVEN}
    assert (ended.data["name"], ended.data["version"], ended.data["new"]) == ("actions", 1, True)
    folder = Path(ended.data["path"])
    assert folder == accepted / "datasets" / "actions" / "v1"
    assert {split: len(list(folder.glob(f"{split}/*/*.mp4"))) for split in SPLITS} == {
        "train": 6,
        "val": 2,
        "test": 2,
    }


def test_kinetics_files_say_where_each_clip_comes_from(miner: Miner, accepted: Path) -> None:
    miner("build-dataset", cwd=accepted)

    folder = accepted / "datasets" / "actions" / "v1"
    with (folder / "test.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    assert sorted(row["label"] for row in found) == ["drawing circles", "drawing crosses"]
    for row in found:
        stem = f"{row['youtube_id']}_{int(row['time_start']):06}_{int(row['time_end']):06}"
        slug = row["label"].replace(" ", "_")
        assert frames_in(folder / "test" / slug / f"{stem}.mp4") == 24
    assert (folder / "classes.txt").read_text().split("\n") == [
        "drawing circles",
        "drawing crosses",
        "",
    ]


def test_video_with_many_clips_is_in_one_split_and_gives_its_best_unless_all_are_asked(
    miner: Miner, mined: Path
) -> None:
    miner("cut-clips", "--n-clips", "2", "--clip-len", "1", "--quiet", cwd=mined)
    judge(mined, dict.fromkeys(clips_of(mined), "yes"))

    best = miner("build-dataset", "--json", cwd=mined)
    every = miner("build-dataset", "--clips-per-video", "0", "--json", cwd=mined)

    highest = rows(mined, "SELECT video_id, max(score) FROM clips GROUP BY video_id")
    kept = {row["video_id"]: float(row["score"]) for row in listed(Path(best.data["path"]))}
    assert kept == pytest.approx(dict(highest))
    whole = listed(Path(every.data["path"]))
    assert len(whole) == 20
    assert len({(row["video_id"], row["split"]) for row in whole}) == 10
    assert {row["split"] for row in whole} == set(SPLITS)


def test_building_again_says_that_nothing_has_changed(miner: Miner, accepted: Path) -> None:
    miner("build-dataset", cwd=accepted)

    ended = miner("build-dataset", cwd=accepted)

    folder = accepted / "datasets" / "actions"
    assert ended.code == 0
    assert ended.closing == (
        f"Nothing has changed; there is actions v1 with 10 clips in {folder / 'v1'}. "
        "Next: miner train-video r2plus1d_18"
    )
    assert [each.name for each in folder.iterdir()] == ["v1"]
    assert rows(accepted, "SELECT count(*) FROM dataset_clips") == [(10,)]


def test_new_verdicts_make_the_next_version_and_leave_the_last(
    miner: Miner, accepted: Path
) -> None:
    miner("build-dataset", cwd=accepted)
    before = listed(accepted / "datasets/actions/v1")
    judge(accepted, {of_action(accepted, CIRCLES)[0]: "no"})

    ended = miner("build-dataset", "--json", cwd=accepted)

    assert (ended.data["version"], ended.data["new"]) == (2, True)
    assert sum(ended.data["clips"][CIRCLES].values()) == 4
    assert listed(accepted / "datasets/actions/v1") == before
    assert rows(accepted, "SELECT version FROM datasets ORDER BY 1") == [(1,), (2,)]


def test_return_to_earlier_verdicts_is_the_earlier_version(miner: Miner, accepted: Path) -> None:
    miner("build-dataset", cwd=accepted)
    clip_id = of_action(accepted, CIRCLES)[0]
    judge(accepted, {clip_id: "no"})
    miner("build-dataset", cwd=accepted)
    judge(accepted, {clip_id: "yes"})

    ended = miner("build-dataset", "--json", cwd=accepted)

    assert (ended.data["version"], ended.data["new"]) == (1, False)


def test_folder_that_was_deleted_is_written_again(miner: Miner, accepted: Path) -> None:
    first = miner("build-dataset", "--json", cwd=accepted).data
    shutil.rmtree(first["path"])

    again = miner("build-dataset", "--json", cwd=accepted).data

    assert (again["version"], again["dataset_id"]) == (1, first["dataset_id"])
    assert len(listed(Path(again["path"]))) == 10
    assert rows(accepted, "SELECT count(*) FROM datasets") == [(1,)]


def test_class_with_too_few_clips_is_left_out_and_named(miner: Miner, accepted: Path) -> None:
    judge(accepted, dict.fromkeys(of_action(accepted, CROSSES)[:3], "no"))

    ended = miner("build-dataset", cwd=accepted)

    assert ended.code == 0
    assert f"  {CROSSES}: left out, 2 accepted clips of the 3 that a class needs" in ended.err
    assert (accepted / "datasets/actions/v1/classes.txt").read_text() == "drawing circles\n"


def test_fewer_clips_are_enough_when_so_asked(miner: Miner, accepted: Path) -> None:
    judge(accepted, dict.fromkeys(of_action(accepted, CROSSES)[:3], "no"))

    ended = miner("build-dataset", "--min-clips", "2", "--json", cwd=accepted)

    assert ended.data["clips"][CROSSES] == {"train": 2, "val": 0, "test": 0}
    assert ended.data["left_out"] == {}


@pytest.mark.parametrize("answer", ["no", "unsure", "bad"])
def test_without_accepted_clips_there_is_nothing_to_build(
    miner: Miner, mined: Path, answer: Any
) -> None:
    judge(mined, dict.fromkeys(clips_of(mined), answer))

    ended = miner("build-dataset", cwd=mined)

    assert ended.code == 3
    assert "no class has 3 accepted clips. Judge more clips with 'miner review'" in ended.err
    assert not (mined / "datasets").exists()


def test_relabelled_clip_counts_for_its_new_class(miner: Miner, accepted: Path) -> None:
    clip_id = of_action(accepted, CIRCLES)[0]
    judge(accepted, {clip_id: "no"}, relabel_action_id=CROSSES)

    ended = miner("build-dataset", "--json", cwd=accepted)

    assert sum(ended.data["clips"][CIRCLES].values()) == 4
    assert sum(ended.data["clips"][CROSSES].values()) == 6
    (row,) = [each for each in listed(Path(ended.data["path"])) if each["clip_id"] == clip_id]
    assert row["label"] == "drawing crosses"
    assert row["path"].split("/")[1] == CROSSES


def test_trimmed_clip_is_cut_anew_and_the_old_file_stays(miner: Miner, accepted: Path) -> None:
    clip_id = of_action(accepted, CIRCLES)[0]
    judge(accepted, {clip_id: "yes"}, trim=(4.0, 5.5))

    ended = miner("build-dataset", "--json", cwd=accepted)

    folder = Path(ended.data["path"])
    (row,) = [each for each in listed(folder) if each["clip_id"] == clip_id]
    assert (float(row["start_seconds"]), float(row["end_seconds"])) == (4.0, 5.5)
    assert frames_in(folder / row["path"]) == 12
    ((path,),) = rows(accepted, "SELECT path FROM clips WHERE clip_id = ?", clip_id)
    assert frames_in(accepted / path) == 24


def test_clips_as_they_were_cut_take_no_more_space(miner: Miner, accepted: Path) -> None:
    ended = miner("build-dataset", "--json", cwd=accepted)

    files = list(Path(ended.data["path"]).glob("*/*/*.mp4"))
    assert [file.stat().st_nlink for file in files] == [2] * 10


def test_uploader_is_in_one_split_only(miner: Miner, accepted: Path) -> None:
    with closing(sqlite3.connect(accepted / "catalogue.db")) as connection, connection:
        connection.execute("UPDATE videos SET uploader = 'channel ' || (substr(title, -1) / 2)")

    ended = miner("build-dataset", "--split-by", "uploader", "--json", cwd=accepted)

    uploader = dict(rows(accepted, "SELECT video_id, uploader FROM videos"))
    pairs = {(uploader[row["video_id"]], row["split"]) for row in listed(Path(ended.data["path"]))}
    assert len(pairs) == 3
    assert {name for name, _ in pairs} == {"channel 0", "channel 1", "channel 2"}


def test_two_reviewers_who_disagree_accept_nothing(miner: Miner, accepted: Path) -> None:
    judge(accepted, dict.fromkeys(of_action(accepted, CIRCLES), "no"), reviewer_id="bob")

    ended = miner("build-dataset", "--json", cwd=accepted)

    assert list(ended.data["clips"]) == [CROSSES]


def test_whole_clips_only_where_a_reviewer_said_so(miner: Miner, accepted: Path) -> None:
    with (accepted / "miner.toml").open("a", encoding="utf-8") as file:
        file.write("[dataset]\nwhole_only = true\n")
    judge(accepted, dict.fromkeys(of_action(accepted, CROSSES), "yes"), covers_clip=True)

    ended = miner("build-dataset", "--json", cwd=accepted)

    assert list(ended.data["clips"]) == [CROSSES]


def test_settings_and_seed_are_kept_with_the_dataset(miner: Miner, accepted: Path) -> None:
    ended = miner(
        "build-dataset", "--name", "shapes", "--seed", "5", "--val-fraction", "0", cwd=accepted
    )

    assert ended.code == 0
    ((name, version, settings),) = rows(accepted, "SELECT name, version, settings FROM datasets")
    kept = json.loads(settings)
    assert (name, version, kept["seed"], kept["val_fraction"]) == ("shapes", 1, 5, 0)
    about = json.loads((accepted / "datasets/shapes/v1/dataset.json").read_text())
    assert about["clips"][CIRCLES] == {"train": 4, "val": 0, "test": 1}


def test_unknown_format_stops_before_anything_is_written(miner: Miner, accepted: Path) -> None:
    ended = miner("build-dataset", "--format", "kinetic", cwd=accepted)

    assert ended.code == 2
    assert "'kinetic'" in ended.err
    assert "kinetics" in ended.err
    assert not (accepted / "datasets").exists()


@pytest.mark.parametrize("name", ["../evil", "a/b", "", "..", ".hidden", "line\nbreak"])
def test_name_that_is_no_folder_name_is_refused(miner: Miner, accepted: Path, name: str) -> None:
    ended = miner("build-dataset", "--name", name, cwd=accepted)

    assert ended.code == 2
    assert "dataset.name" in ended.err
    assert not (accepted / "datasets").exists()
    assert not (accepted / "evil").exists()


def test_clip_file_that_is_gone_is_named_and_nothing_is_left_behind(
    miner: Miner, accepted: Path
) -> None:
    ((path,), *_) = rows(accepted, "SELECT path FROM clips ORDER BY clip_id")
    (accepted / path).unlink()

    ended = miner("build-dataset", cwd=accepted)

    assert ended.code == 3
    assert f"Cannot find the clip '{accepted / path}'." in ended.err
    assert list((accepted / "datasets/actions").iterdir()) == []
    assert rows(accepted, "SELECT count(*) FROM datasets") == [(0,)]


def test_video_of_a_trimmed_clip_that_is_gone_is_named(
    miner: Miner, accepted: Path, tmp_path: Path
) -> None:
    clip_id = of_action(accepted, CIRCLES)[0]
    judge(accepted, {clip_id: "yes"}, trim=(4.0, 5.5))
    with closing(sqlite3.connect(accepted / "catalogue.db")) as connection, connection:
        connection.execute("UPDATE videos SET path = ?", (str(tmp_path / "moved.mp4"),))

    ended = miner("build-dataset", cwd=accepted)

    assert ended.code == 5
    assert f"'{tmp_path / 'moved.mp4'}'" in ended.err


def test_quiet_says_nothing_and_outside_of_a_workspace_it_says_so(
    miner: Miner, accepted: Path, tmp_path: Path
) -> None:
    quiet = miner("build-dataset", "--quiet", cwd=accepted)
    nowhere = miner("build-dataset", cwd=tmp_path)

    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert nowhere.code == 3
    assert "Cannot find a workspace in" in nowhere.err
