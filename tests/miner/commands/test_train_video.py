"""`miner train-video`: on a dataset of the workspace, on a folder, stopped and gone on with."""

from __future__ import annotations

import csv
import json
import shlex
import shutil
import signal
from pathlib import Path

import pytest
import torch

from tests.builders import VideoSpec, make_video
from tests.miner.commands.running import Miner, rows
from tests.miner.commands.shapes_world import ACTIONS
from tests.miner.commands.terminals import in_terminal
from tests.miner.commands.trained import judge, of_action, write_settings
from video.checkpoint import load_video_model

MODELS = "SELECT model_id, path, dataset_id, architecture, classes FROM models WHERE kind = ?"
SMALL = (
    "r2plus1d_10", "--frames-per-clip", "4", "--stride", "2", "--image-size", "32",
    "--batch-size", "4", "--epochs", "1",
)  # fmt: skip
"""A model and flags that train in a moment."""


def fill(folder: Path, clips: dict[str, int], *, first: int = 0) -> Path:
    """Write so many different clips into a folder of each class, and return the folder."""
    for label, count in clips.items():
        (folder / label).mkdir(parents=True, exist_ok=True)
        for number in range(first, first + count):
            spec = VideoSpec(frames=8, fps=8, size=(48, 36), first_number=100 * number)
            make_video(folder / label / f"{number}.mp4", spec)
    return folder


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A folder of two classes: three clips of each to train on, one to validate on."""
    fill(tmp_path / "my data" / "train", {"sit": 3, "stand": 3})
    fill(tmp_path / "my data" / "val", {"sit": 1, "stand": 1}, first=5)
    return tmp_path / "my data"


def test_model_of_a_dataset_is_written_down_with_its_files(trained_once: Path) -> None:
    ((model_id, path, dataset_id, architecture, classes),) = rows(
        trained_once, MODELS, "video-model"
    )

    checkpoint = trained_once / path
    model = load_video_model(checkpoint, device="cpu")
    assert (architecture, json.loads(classes)) == ("r2plus1d_10", list(ACTIONS))
    assert model.classes == ACTIONS
    assert model.digest.startswith(model_id)
    assert rows(trained_once, "SELECT dataset_id FROM datasets") == [(dataset_id,)]
    assert checkpoint.parent.parent == trained_once / "runs" / "video"
    present = {file.name for file in checkpoint.parent.iterdir()}
    assert {"best.ckpt", "last.ckpt", "confusion.png"} <= present
    assert rows(
        trained_once, "SELECT item_id, status FROM outcomes WHERE step = 'train-video'"
    ) == [(checkpoint.parent.name, "done")]


def test_second_run_trains_nothing_and_says_so(miner: Miner, trained: Path) -> None:
    before = rows(trained, "SELECT * FROM models")

    ended = miner("train-video", cwd=trained)

    assert ended.code == 0
    assert ended.closing.startswith("Nothing is left to train after 1 epoch; ")
    assert ended.closing.endswith("Next: miner eval-video")
    assert rows(trained, "SELECT * FROM models") == before


def test_new_dataset_is_trained_on_anew(miner: Miner, trained: Path) -> None:
    judge(trained, {of_action(trained, "drawing_circles")[0]: "no"})
    assert miner("build-dataset", cwd=trained).code == 0

    ended = miner("train-video", "--json", cwd=trained)

    assert ended.code == 0
    assert "on actions v2." in ended.err
    newest = rows(trained, "SELECT dataset_id FROM datasets WHERE version = 2")
    assert (
        rows(trained, "SELECT dataset_id FROM models WHERE model_id = ?", ended.data["model_id"])
        == newest
    )


def test_folder_is_trained_on_without_a_workspace(miner: Miner, data_dir: Path) -> None:
    fill(data_dir / "test", {"sit": 1, "stand": 1}, first=8)

    ended = miner(
        "train-video", *SMALL, "--data-dir", data_dir, "--save-checkpoint", "out/action.ckpt"
    )

    here = data_dir.parent
    assert ended.code == 0
    assert "on 6 clips of" in ended.err
    assert ended.closing.startswith("Trained 1 epoch; best validation top-1 ")
    advice = f"miner eval-video --checkpoint out/action.ckpt --data-dir '{data_dir / 'test'}'"
    assert ended.closing.endswith(f"Next: {advice}")
    assert load_video_model(here / "out" / "action.ckpt").classes == ("sit", "stand")
    assert not (here / "catalogue.db").exists()
    judged = miner(*shlex.split(advice)[1:], "--json")
    assert (judged.code, judged.data["videos"]) == (0, 2)


def test_folder_without_validation_is_trained_on_too(miner: Miner, data_dir: Path) -> None:
    shutil.rmtree(data_dir / "val")

    ended = miner("train-video", *SMALL, "--data-dir", data_dir)

    assert ended.code == 0
    assert "Trained 1 epoch; no validation split. Checkpoint" in ended.closing
    assert ended.closing.endswith("best.ckpt.")


def test_folder_of_a_built_dataset_gives_the_names_of_its_classes(
    miner: Miner, trained: Path
) -> None:
    folder = trained / "datasets" / "actions" / "v1"

    ended = miner("train-video", *SMALL, "--data-dir", folder, "--json")

    assert ended.code == 0
    assert ended.data["classes"] == list(ACTIONS)


def test_unreadable_clip_is_named_and_the_others_train(miner: Miner, data_dir: Path) -> None:
    (data_dir / "train" / "sit" / "broken.mp4").write_text("hello, no video")

    ended = miner("train-video", *SMALL, "--data-dir", data_dir, "--json")

    assert ended.code == 7
    assert "sit/broken: Cannot open" in ended.err
    assert [clip_id for clip_id, _ in ended.data["unreadable"]] == ["sit/broken"]
    assert Path(ended.data["checkpoint"]).name == "best.ckpt"


def test_one_class_is_not_enough(miner: Miner, tmp_path: Path) -> None:
    folder = fill(tmp_path / "data" / "train", {"sit": 2}).parent

    ended = miner("train-video", *SMALL, "--data-dir", folder)

    assert ended.code == 6
    assert "Cannot train on 1 class: a classifier needs at least 2." in ended.err


def test_validation_class_that_is_not_trained_is_named(miner: Miner, data_dir: Path) -> None:
    fill(data_dir / "val", {"squat": 1})

    ended = miner("train-video", *SMALL, "--data-dir", data_dir)

    assert ended.code == 6
    assert "its label 'squat' is none of the 2 classes." in ended.err


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ((), 3, "Cannot find a dataset. Run 'miner build-dataset' first."),
        (("--dataset", "mules"), 3, "Cannot find a dataset named 'mules'."),
        (("--data-dir", "bare"), 3, "Cannot find a clip in 'bare/train'. It must hold a folder"),
        (("--epochs", "0"), 2, "'train_video.epochs' = 0"),
        (("--save-checkpoint", "bare"), 3, "Cannot write 'bare': it is a folder."),
        (("-w", "bare"), 3, "Cannot find a workspace in 'bare'."),
    ],
    ids=["no dataset", "unknown dataset", "bare folder", "epochs", "target", "no workspace"],
)
def test_training_that_cannot_start_says_why(
    miner: Miner, tmp_path: Path, arguments: tuple[str, ...], code: int, sentence: str
) -> None:
    place = write_settings(tmp_path / "place")
    (place / "bare").mkdir()

    ended = miner("train-video", *arguments, cwd=place)

    assert ended.code == code
    assert sentence in ended.err


def test_unknown_model_is_told_with_the_nearest_name(miner: Miner, data_dir: Path) -> None:
    ended = miner("train-video", "r2plus1d18", "--data-dir", data_dir)

    assert ended.code == 6
    assert "'r2plus1d18'" in ended.err
    assert "r2plus1d_18" in ended.err


def test_checkpoint_of_another_kind_is_not_gone_on_from(
    miner: Miner, data_dir: Path, frame_checkpoint: Path
) -> None:
    ended = miner(
        "train-video", *SMALL, "--data-dir", data_dir, "--resume-checkpoint", frame_checkpoint
    )

    assert ended.code == 6
    assert "it holds a 'image-classifier', not the 'video-model' needed here." in ended.err


def test_flags_reach_the_checkpoint(miner: Miner, data_dir: Path) -> None:
    ended = miner(
        "train-video", *SMALL, "--data-dir", data_dir, "--seed", "3", "--dropout", "0.5",
        "--optimizer", "sgd", "--accumulate", "2", "--learning-rate", "0.01", "--json",
    )  # fmt: skip

    config = torch.load(data_dir.parent / ended.data["checkpoint"], weights_only=True)["miner"][
        "config"
    ]
    given = ("seed", "dropout", "optimizer", "accumulate", "learning_rate", "frames_per_clip")
    assert [config[name] for name in given] == [3, 0.5, "sgd", 2, 0.01, 4]


def epochs_logged(run: Path) -> list[int]:
    """Return the epochs of the CSV log of a run that have figures, in order."""
    (log,) = run.glob("**/*.csv")
    with log.open(encoding="utf-8", newline="") as file:
        return sorted({int(row["epoch"]) for row in csv.DictReader(file) if row.get("epoch")})


def test_killed_training_goes_on_and_ends_with_the_same_weights(
    miner: Miner, trained: Path, tmp_path: Path
) -> None:
    unbroken = Path(shutil.copytree(trained, tmp_path / "unbroken"))
    expected = miner("train-video", "--epochs", "3", "--json", cwd=unbroken).data
    run = trained / "runs" / "video" / Path(expected["checkpoint"]).parent.name
    with in_terminal("train-video", "--epochs", "3", cwd=trained) as terminal:
        terminal.until(lambda: (run / "last.ckpt").exists() or terminal.has_ended())
        terminal.kill()
    assert terminal.process.returncode == -signal.SIGKILL
    assert "epoch 1 of 3" in terminal.shown  # the bar of a terminal
    assert len(rows(trained, MODELS, "video-model")) == 1

    ended = miner("train-video", "--epochs", "3", cwd=trained)

    assert ended.code == 0
    assert ", 3 in all; best validation" in ended.closing
    ids = {row[0] for row in rows(trained, MODELS, "video-model")}
    assert expected["model_id"] in ids
    assert epochs_logged(run) == epochs_logged(Path(expected["checkpoint"]).parent)
