"""Classifiers with known answers, and workspaces that are mined and judged already.

Nothing here is trained: the last layer of a frame classifier is solved for by least squares, that
of a video model is set by hand, so that each is made in a moment and always answers alike.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from classifiers.backbones.building import ImageNetwork, create_backbone
from miner.catalogue.catalogue import open_catalogue
from miner.catalogue.records import Answer, Verdict
from miner.cli import main
from miner.config import to_toml
from tests.miner.commands.running import rows
from tests.miner.commands.shapes_world import ACTIONS, BACKGROUND, ShapesWorld, draw_picture
from tests.video.trained import save_model

CLASSES = (*ACTIONS, BACKGROUND)
"""Classes of the frame classifier, the last one background."""

CIRCLES, CROSSES = "drawing_circles", "drawing_crosses"
"""Ids of the two actions."""

NETWORK = "timm/test_resnet"
SIDE = 32
PICTURES = 16
"""Pictures of each class that the last layer is solved for."""

CERTAINTY = 8.0
"""Logit of the right class; the others get 0."""


def save_frame_classifier(
    path: Path, *, classes: Sequence[str] = CLASSES, background: Sequence[str] = (BACKGROUND,)
) -> Path:
    """Write a classifier that tells the shapes apart; `classes` are its names for them."""
    torch.manual_seed(0)
    network, _ = create_backbone(NETWORK, num_classes=len(CLASSES), image_size=SIDE)
    solve_last_layer(network.eval())
    card = {
        "kind": "image-classifier",
        "format": 1,
        "architecture": NETWORK,
        "classes": list(classes),
        "preprocessing": {"image_size": SIDE, "fit": "squash", "background": list(background)},
        "metrics": {"top1": 1.0},
        "per_class": {},
        "config": {},
    }
    state = {f"model.{name}": tensor for name, tensor in network.state_dict().items()}
    torch.save({"miner": card, "state_dict": state}, path)
    return path


def solve_last_layer(network: ImageNetwork) -> None:
    """Set the head so that the features of drawn pictures give the right class."""
    head = network.backbone.get_submodule(network.head)
    assert isinstance(head, torch.nn.Linear)
    torch.nn.init.eye_(head.weight)
    rng = np.random.default_rng(99)
    labels = [label for label in CLASSES for _ in range(PICTURES)]
    pictures = [np.asarray(draw_picture(label, rng).resize((SIDE, SIDE))) for label in labels]
    inputs: list[torch.Tensor] = []
    hook = head.register_forward_pre_hook(lambda _, given: inputs.append(given[0]))
    with torch.inference_mode():
        network(torch.from_numpy(np.stack(pictures)))
    hook.remove()
    features = inputs[0].double().numpy()
    known = np.hstack([features, np.ones((len(features), 1))])
    wanted = CERTAINTY * np.eye(len(CLASSES))[[CLASSES.index(label) for label in labels]]
    damping = 1e-3 * np.eye(known.shape[1]) * np.trace(known.T @ known) / known.shape[1]
    solved = np.linalg.solve(known.T @ known + damping, known.T @ wanted).astype(np.float32)
    with torch.no_grad():
        head.weight.copy_(torch.from_numpy(solved[:-1].T))
        head.bias.copy_(torch.from_numpy(solved[-1]))


SETTINGS: dict[str, dict[str, object]] = {
    "score": {"fps": 2.0},
    "propose": {"clip_len": 3.0},
    "cut": {"preset": "ultrafast"},
    "mine": {"filmstrip_frames": 2},
    "train_video": {
        "model": "r2plus1d_10",
        "frames_per_clip": 4,
        "stride": 4,
        "image_size": 32,
        "epochs": 1,
        "batch_size": 4,
    },
    "eval_video": {"num_clips": 2},
    "predict": {"top": 1, "hop_seconds": 2.0},
    "review": {"graphics": "none"},
}
"""Settings that make every step quick."""


def write_settings(folder: Path, **changes: dict[str, object]) -> Path:
    """Write a `miner.toml` into a folder, `changes` by section, and return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for section in SETTINGS | changes:
        values = {**SETTINGS.get(section, {}), **changes.get(section, {})}
        lines += [f"[{section}]", *(f"{key} = {to_toml(value)}" for key, value in values.items())]
    (folder / "miner.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def frame_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A classifier that tells circles, crosses and empty paper apart."""
    return save_frame_classifier(tmp_path_factory.mktemp("frame-classifier") / "frames.ckpt")


@pytest.fixture(scope="session")
def mined_once(
    tmp_path_factory: pytest.TempPathFactory, shapes_world: ShapesWorld, frame_checkpoint: Path
) -> Path:
    """A workspace in which all ten videos of the world gave a clip; not to be changed."""
    videos = [video.path for video in shapes_world.videos if video.path is not None]
    return mine(tmp_path_factory.mktemp("mined") / "place", videos, frame_checkpoint)


@pytest.fixture(scope="session")
def pair_once(
    tmp_path_factory: pytest.TempPathFactory, shapes_world: ShapesWorld, frame_checkpoint: Path
) -> Path:
    """A workspace of two videos that gave a clip each; not to be changed."""
    videos = [*shapes_world.paths("circles0"), *shapes_world.paths("crosses0")]
    return mine(tmp_path_factory.mktemp("pair") / "place", videos, frame_checkpoint)


@pytest.fixture
def pair(pair_once: Path, tmp_path: Path) -> Path:
    """A copy of the workspace with a clip of circles and one of crosses."""
    return copy_place(pair_once, tmp_path / "pair")


@pytest.fixture
def mined(mined_once: Path, tmp_path: Path) -> Path:
    """A copy of the mined workspace: five clips of each action, nobody has judged yet."""
    return copy_place(mined_once, tmp_path / "mined")


@pytest.fixture
def accepted(mined: Path) -> Path:
    """The mined workspace, every clip judged yes by ann."""
    judge(mined, dict.fromkeys(clips_of(mined), "yes"))
    return mined


@pytest.fixture(scope="session")
def trained_once(mined_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a dataset (3 train, 1 val, 1 test of each action) and a video model."""
    place = copy_place(mined_once, tmp_path_factory.mktemp("trained") / "place")
    judge(place, dict.fromkeys(clips_of(place), "yes"))
    for command in ("build-dataset", "train-video"):
        assert main([command, "-w", str(place), "--quiet"]) == 0
    return place


@pytest.fixture
def trained(trained_once: Path, tmp_path: Path) -> Path:
    """A copy of the workspace with a dataset and a video model."""
    return copy_place(trained_once, tmp_path / "trained")


def mine(place: Path, videos: Sequence[Path], checkpoint: Path) -> Path:
    """Make a workspace, cut the clips of videos in it, and return it."""
    write_settings(place)
    given = ("--image-classifier-checkpoint", str(checkpoint), "-w", str(place), "--quiet")
    assert main(["cut-clips", *map(str, videos), *given]) == 0
    return place


def copy_place(place: Path, target: Path) -> Path:
    """Copy a workspace and return the copy; its videos stay where they lie."""
    return Path(shutil.copytree(place, target))


def clips_of(place: Path) -> dict[str, str]:
    """Return the action of every clip that was cut, by clip id."""
    found = rows(place, "SELECT clip_id, action_id FROM clips WHERE path NOT NULL ORDER BY 1")
    return dict(found)


def of_action(place: Path, action_id: str) -> list[str]:
    """Return the clips of an action that were cut, by id."""
    return [clip_id for clip_id, action in clips_of(place).items() if action == action_id]


def judge(place: Path, answers: dict[str, Answer], **details: object) -> None:
    """Give verdicts as ann; `details` are further fields of each."""
    with open_catalogue(place / "catalogue.db") as catalogue:
        for clip_id, answer in answers.items():
            given = {"clip_id": clip_id, "reviewer_id": "ann", "answer": answer, **details}
            catalogue.verdicts.add(Verdict(**given))  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def video_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video model that gives circles 95.3 % and crosses 4.7 %, whatever it sees."""
    file = tmp_path_factory.mktemp("video-model") / "circles.ckpt"
    save_model(file, classes=ACTIONS, favourite=ACTIONS[0])
    checkpoint = torch.load(file, weights_only=True)
    checkpoint["state_dict"]["model.network.fc.bias"] = torch.tensor([3.0, 0.0])
    torch.save(checkpoint, file)
    return file
