"""`miner train-image-clf` on folders and on a workspace, as a user runs it."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from tests.miner.commands.breaking import wait_until
from tests.miner.commands.running import Miner, rows, run_miner, start_miner
from tests.miner.commands.shapes_world import ShapesWorld, draw_picture

SMALL = (
    "--feature-extractor", "timm/test_resnet", "--weights", "none", "--image-size", "32",
    "--batch-size", "8",
)  # fmt: skip
CLASSES = ("drawing circles", "drawing crosses")


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A folder with a folder of eight pictures per class."""
    rng = np.random.default_rng(5)
    for label in CLASSES:
        (tmp_path / "photos" / label).mkdir(parents=True)
        for number in range(8):
            draw_picture(label, rng).save(tmp_path / "photos" / label / f"{number}.jpg")
    return tmp_path / "photos"


def weights_of(checkpoint: Path) -> dict[str, torch.Tensor]:
    state = torch.load(checkpoint, weights_only=True)["state_dict"]
    assert isinstance(state, dict)
    return state


def train(miner: Miner, photos: Path, *more: str | Path, epochs: int = 1) -> tuple[int, str]:
    ended = miner("train-image-clf", "--data-dir", photos, *SMALL, "--epochs", str(epochs), *more)
    return ended.code, ended.err


def test_folder_gives_a_checkpoint_that_knows_its_classes(
    miner: Miner, photos: Path, tmp_path: Path
) -> None:
    ended = miner(
        "train-image-clf", "--data-dir", photos, *SMALL, "--epochs", "2",
        "--save-checkpoint", "out/frames.ckpt", "--json", "--quiet",
    )  # fmt: skip

    assert ended.code == 0
    assert ended.data["classes"] == list(CLASSES)
    assert ended.data["epochs"] == 2
    card = torch.load(tmp_path / "out" / "frames.ckpt", weights_only=True)["miner"]
    assert card["classes"] == list(CLASSES)
    with Image.open(tmp_path / ended.data["confusion"]) as picture:
        assert picture.format == "PNG"


def test_bad_files_are_left_out_and_named(miner: Miner, photos: Path) -> None:
    folder = photos / CLASSES[0]
    (folder / "empty.jpg").touch()
    (folder / "text.jpg").write_text("no picture")
    (folder / "half.jpg").write_bytes((folder / "0.jpg").read_bytes()[:700])
    with Image.open(folder / "1.jpg") as picture:
        picture.convert("CMYK").save(folder / "print.jpg")

    ended = miner("train-image-clf", "--data-dir", photos, *SMALL, "--epochs", "1", "--json")

    assert ended.code == 7
    assert sorted(Path(file).name for file, _ in ended.data["left_out"]) == [
        "empty.jpg", "half.jpg", "text.jpg",
    ]  # fmt: skip
    assert ended.err.count("left out:") == 3


@pytest.mark.parametrize(
    ("flags", "code", "sentence"),
    [
        (("--feature-extractor", "densenet12"), 6, "Did you mean 'densenet121'"),
        (("--weights", "nowhere.pth"), 6, "nowhere.pth"),
        (("--resume-checkpoint", "nowhere.ckpt"), 6, "nowhere.ckpt"),
        (("--epochs", "0"), 2, "'train_image_clf.epochs' = 0"),
    ],
    ids=["backbone", "weights", "checkpoint", "epochs"],
)
def test_wrong_flag_is_one_sentence(
    miner: Miner, photos: Path, flags: tuple[str, ...], code: int, sentence: str
) -> None:
    ended = train(miner, photos, *flags)

    assert ended[0] == code
    assert sentence in ended[1]


def test_one_class_is_refused(miner: Miner, photos: Path) -> None:
    shutil.rmtree(photos / CLASSES[1])

    code, talk = train(miner, photos)

    assert code == 6
    assert "it needs at least two. Add another action" in talk


def test_folder_without_images_is_told(miner: Miner, tmp_path: Path) -> None:
    (tmp_path / "bare").mkdir()

    code, talk = train(miner, tmp_path / "bare")

    assert code == 3
    assert "Cannot find an image in" in talk


def test_same_command_twice_trains_once_and_more_epochs_go_on(miner: Miner, photos: Path) -> None:
    train(miner, photos, epochs=1)

    again = train(miner, photos, epochs=1)
    longer = train(miner, photos, "--save-checkpoint", "b.ckpt", epochs=2)

    assert "Nothing is left to train after 1 epoch" in again[1]
    assert longer[0] == 0


def test_workspace_keeps_the_model_and_merges_backgrounds(miner: Miner, place: Path) -> None:
    miner("scrape-images", "--actions", "actions.toml", cwd=place)

    ended = miner("train-image-clf", "--epochs", "1", cwd=place)

    assert ended.code == 0
    [(kind, architecture, classes)] = rows(place, "SELECT kind, architecture, classes FROM models")
    assert (kind, architecture) == ("image-classifier", "timm/test_resnet")
    assert classes == '["drawing circles", "drawing crosses", "background"]'


def test_workspace_without_images_says_what_to_do_first(miner: Miner, place: Path) -> None:
    ended = miner("train-image-clf", cwd=place)

    assert ended.code == 3
    assert "Run 'miner scrape-images' first" in ended.err


def test_killed_training_ends_with_the_weights_of_an_unbroken_one(
    shapes_world: ShapesWorld, tmp_path: Path
) -> None:
    for label, word in zip(CLASSES, ("circles", "crosses"), strict=True):
        (tmp_path / "photos" / label).mkdir(parents=True)
        for image in shapes_world.images:
            if image.path.name.startswith(word):
                shutil.copy(image.path, tmp_path / "photos" / label)
    command = ("train-image-clf", "--data-dir", tmp_path / "photos", *SMALL, "--epochs", "8")
    places = [tmp_path / "killed", tmp_path / "whole"]
    for place in places:
        place.mkdir()

    with start_miner(*command, cwd=places[0]) as process:
        wait_until(lambda: any(places[0].rglob("last.ckpt")), process)
        os.killpg(process.pid, signal.SIGKILL)
    ended = [run_miner(*command, "--save-checkpoint", "end.ckpt", cwd=each) for each in places]

    assert [each.code for each in ended] == [0, 0]
    first, second = (weights_of(each / "end.ckpt") for each in places)
    assert all(torch.equal(first[name], second[name]) for name in second)
