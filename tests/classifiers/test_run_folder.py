"""What a run leaves beside its checkpoints, read by those who will read it."""

import csv
import json
import math
import subprocess
from pathlib import Path

import pytest
from tensorboard.backend.event_processing import (  # type: ignore[import-untyped]
    event_accumulator,
)

from classifiers.errors import RunFolderError
from classifiers.records import EpochResult
from classifiers.training.run_folder import (
    git_revision,
    log_epoch,
    open_board,
    write_config,
    write_metrics,
    write_whole,
)
from tests.classifiers.conftest import TrainedRun


def epoch(number: int, *, loss: float = 0.5, **metrics: float) -> EpochResult:
    return EpochResult(
        epoch=number,
        epochs=5,
        train_loss=loss,
        validation_loss=math.nan,
        metrics=metrics,
        learning_rate=0.01,
        seconds=1.5,
        images_per_second=20.0,
    )


def scalars(folder: Path, name: str) -> list[tuple[int, float]]:
    """Return steps and values of one curve as TensorBoard itself reads them."""
    reader = event_accumulator.EventAccumulator(str(folder / "tensorboard"))
    reader.Reload()
    return [(event.step, round(event.value, 5)) for event in reader.Scalars(name)]


def test_tensorboard_reads_the_curves_of_a_run(trained: TrainedRun) -> None:
    rows = list(csv.DictReader((trained.folder / "metrics.csv").read_text().splitlines()))

    for curve, column in (("loss/train", "train_loss"), ("metrics/top1", "top1")):
        expected = [(int(row["epoch"]), round(float(row[column]), 5)) for row in rows]
        assert scalars(trained.folder, curve) == expected


def test_a_run_that_goes_on_replaces_the_curve_it_repeats(tmp_path: Path) -> None:
    with open_board(tmp_path, first_epoch=1) as board:
        for number in (1, 2, 3):
            log_epoch(board, epoch(number, loss=1.0))
    with open_board(tmp_path, first_epoch=2) as board:
        for number in (2, 3, 4):
            log_epoch(board, epoch(number, loss=2.0))

    assert scalars(tmp_path, "loss/train") == [(1, 1.0), (2, 2.0), (3, 2.0), (4, 2.0)]


def test_columns_are_those_of_all_epochs(tmp_path: Path) -> None:
    write_metrics(tmp_path, [epoch(1, top1=0.25), epoch(2, top1=0.5, top5=1.0)])

    rows = list(csv.DictReader((tmp_path / "metrics.csv").read_text().splitlines()))

    assert list(rows[0]) == [
        "epoch",
        "train_loss",
        "validation_loss",
        "learning_rate",
        "seconds",
        "images_per_second",
        "top1",
        "top5",
    ]
    assert [(row["top1"], row["top5"]) for row in rows] == [("0.25", ""), ("0.5", "1.0")]
    assert rows[0]["validation_loss"] == "nan"


def test_the_configuration_names_versions_and_the_code_s_commit(tmp_path: Path) -> None:
    write_config(tmp_path, config={"epochs": 3, "weights": Path("a.pth")})

    content = json.loads((tmp_path / "config.json").read_text())

    assert content["config"] == {"epochs": 3, "weights": "a.pth"}
    assert {"python", "torch", "timm", "lightning"} <= set(content["versions"])
    assert "git_revision" in content


def test_the_commit_is_that_of_git(tmp_path: Path) -> None:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c", "-C", str(tmp_path)]
    subprocess.run([*command, "init", "-q"], check=True)
    before = git_revision(tmp_path)
    subprocess.run([*command, "commit", "-q", "--allow-empty", "-m", "x"], check=True)
    shown = subprocess.run(
        [*command, "log", "--format=%H"], check=True, capture_output=True, text=True
    )

    assert (before, git_revision(tmp_path)) == (None, shown.stdout.strip())


def test_without_git_there_is_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert git_revision(tmp_path) is None


def test_a_file_is_replaced_whole_and_leaves_no_other(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "a.txt"
    write_whole(target, b"old")
    (target.with_name(".a.txt.part")).write_bytes(b"left by a power cut, and longer")

    write_whole(target, b"new")

    assert target.read_bytes() == b"new"
    assert [path.name for path in target.parent.iterdir()] == ["a.txt"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_keeps_the_old_file(tmp_path: Path) -> None:
    target = write_whole(tmp_path / "a.txt", b"old")
    (tmp_path / ".a.txt.part").symlink_to("/dev/full")

    with pytest.raises(RunFolderError, match=r"a\.txt': the disk is full\. Free some") as told:
        write_whole(target, b"new")

    assert (told.value.kind, told.value.exit_code) == ("disk-full", 3)
    assert target.read_bytes() == b"old"


def test_a_board_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "tensorboard").touch()

    with pytest.raises(RunFolderError, match=rf"Cannot write '{tmp_path}': .*\. Check its folder"):
        open_board(tmp_path, first_epoch=1)
