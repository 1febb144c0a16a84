"""A dataset that was truly built, read by other people's readers."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import av
import pytest
from torchvision.datasets import DatasetFolder
from torchvision.datasets.folder import find_classes

from miner.actions import actions_of_names
from miner.catalogue.catalogue import open_catalogue
from miner.catalogue.records import CutFile, Verdict
from miner.options import DatasetOptions
from miner.pipeline.action_import import add_actions
from miner.pipeline.dataset_building import DatasetBuilder
from miner.workspace import Workspace
from tests.builders import VideoSpec, make_video
from tests.miner.pipeline.mined import film
from tests.miner.rows import make_clip
from video.options import CutOptions

FOLDERS = {
    "juggling balls": "juggling_balls",
    "riding a mule": "riding_a_mule",
    "massaging person's head": "massaging_persons_head",
}
"""Folder of each class: as torchvision's own download of Kinetics names it."""

NAMES = tuple(FOLDERS)
VIDEOS = 4
FRAMES = 12


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A version with three classes; each video shows each of them once."""
    workspace = Workspace(root=tmp_path_factory.mktemp("mules"))
    spec = VideoSpec(frames=FRAMES, fps=25, size=(64, 48))
    cut = make_video(workspace.root / "clip.mp4", spec).read_bytes()
    with open_catalogue(workspace.catalogue_file) as catalogue:
        ids = list(FOLDERS.values())
        add_actions(catalogue, actions_of_names(NAMES))
        for number in range(VIDEOS):
            film(workspace, catalogue, f"video_{number}", seconds=0.2)
            for place, action_id in enumerate(ids):
                clip = make_clip(f"video_{number}", action_id, 10.25 * place)
                file = workspace.root / f"{clip.clip_id}.mp4"
                file.write_bytes(cut)
                catalogue.clips.add(clip)
                catalogue.clips.set_file(
                    CutFile(
                        clip_id=clip.clip_id, path=file.name, strip_path="", strip_seconds=(),
                        curve_path=None, frames=FRAMES, fps="25", width=64, height=48,
                        has_audio=False,
                    )
                )  # fmt: skip
                verdict = Verdict(clip_id=clip.clip_id, reviewer_id="ann", answer="yes")
                catalogue.verdicts.add(verdict)
        options = DatasetOptions(val_fraction=0.25, test_fraction=0.25)
        builder = DatasetBuilder(workspace, catalogue, options=options, cutting=CutOptions())
        return workspace.absolute(builder.build().dataset.path)


def decode(path: str) -> list[av.VideoFrame]:
    with av.open(path) as container:
        return list(container.decode(video=0))


@pytest.mark.parametrize(("split", "videos"), [("train", 2), ("val", 1), ("test", 1)])
def test_torchvision_reads_each_split_as_a_folder_of_classes(
    dataset: Path, split: str, videos: int
) -> None:
    """`torchvision.datasets.Kinetics` finds classes and files so; its own decoder is gone."""
    found = DatasetFolder(str(dataset / split), decode, extensions=("avi", "mp4"))

    assert len(found.classes) == len(NAMES)
    assert Counter(found.targets) == dict.fromkeys(range(len(NAMES)), videos)
    assert all(len(frames) == FRAMES for frames, _ in found)


def test_splits_number_their_classes_alike(dataset: Path) -> None:
    numbered = [find_classes(str(dataset / split)) for split in ("train", "val", "test")]

    assert numbered[0] == numbered[1] == numbered[2]


def test_csv_files_name_every_file_once(dataset: Path) -> None:
    named = []
    for split in ("train", "val", "test"):
        with (dataset / f"{split}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                start, end = int(row["time_start"]), int(row["time_end"])
                stem = f"{row['youtube_id']}_{start:06d}_{end:06d}"
                named.append((row["split"], FOLDERS[row["label"]], stem))

    lying = [(*file.parts[-3:-1], file.stem) for file in dataset.rglob("*.mp4")]
    assert sorted(named) == sorted(lying)
    assert len(named) == VIDEOS * len(NAMES)


def test_video_never_lies_in_two_splits(dataset: Path) -> None:
    splits: dict[str, set[str]] = {}
    for file in dataset.rglob("*.mp4"):
        splits.setdefault(file.stem[: len("video_0")], set()).add(file.parts[-3])

    assert len(splits) == VIDEOS
    assert all(len(each) == 1 for each in splits.values())
