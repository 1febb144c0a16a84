"""Which clips train and judge a video model, and under which names."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import Dataset, DatasetClip, Split
from miner.errors import MissingInput
from miner.pipeline.video_training import (
    chosen_dataset,
    dataset_classes,
    dataset_clips,
    evaluate_on_split,
    folder_clips,
    run_name,
)
from miner.workspace import Workspace
from tests.miner.rows import add_action, add_cut_clip, add_video, make_clip
from video.training_options import VideoEvalOptions, VideoTrainOptions


@pytest.fixture
def dataset(catalogue: Catalogue) -> Dataset:
    """A dataset of two of three actions, in all splits."""
    rows: list[DatasetClip] = []
    for name in ("riding a mule", "waving", "juggling balls"):
        add_action(catalogue, name)
    parts: list[tuple[str, Split]] = [("v0", "train"), ("v1", "val"), ("v2", "test")]
    for video_id, split in parts:
        add_video(catalogue, video_id)
        for action in ("riding_a_mule", "juggling_balls"):
            clip = add_cut_clip(catalogue, make_clip(video_id, action))
            rows.append(
                DatasetClip(
                    clip_id=clip.clip_id, video_id=video_id, action_id=action, split=split,
                    start_seconds=1, end_seconds=4, path=f"datasets/d/v1/{clip.clip_id}.mp4",
                )
            )  # fmt: skip
    row = Dataset(dataset_id="d1", name="d", version=1, path="datasets/d/v1", settings={})
    catalogue.datasets.add(row, rows)
    return row


def test_newest_dataset_is_chosen_or_the_newest_of_a_name(
    catalogue: Catalogue, dataset: Dataset
) -> None:
    later = Dataset(dataset_id="d2", name="d", version=2, path="x", settings={})
    other = Dataset(dataset_id="d3", name="other", version=1, path="y", settings={})
    catalogue.datasets.add(later, [])
    catalogue.datasets.add(other, [])

    assert chosen_dataset(catalogue, "d").dataset_id == "d2"
    assert chosen_dataset(catalogue, "other").dataset_id == "d3"
    assert chosen_dataset(catalogue, None).dataset_id in {"d2", "d3"}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [(None, "Cannot find a dataset. Run 'miner build-d"), ("x", "Cannot find a dataset named 'x'")],
)
def test_no_dataset_is_told(catalogue: Catalogue, name: str | None, sentence: str) -> None:
    with pytest.raises(MissingInput, match=sentence):
        chosen_dataset(catalogue, name)


def test_clips_of_a_split_are_labelled_by_name(
    workspace: Workspace, catalogue: Catalogue, dataset: Dataset
) -> None:
    clips = dataset_clips(workspace, catalogue, dataset, split="val")

    assert {(clip.label, clip.video_id) for clip in clips} == {
        ("riding a mule", "v1"),
        ("juggling balls", "v1"),
    }
    assert all(clip.path.parent == workspace.root / "datasets/d/v1" for clip in clips)


def test_labels_are_numbered_in_the_order_of_the_actions(
    catalogue: Catalogue, dataset: Dataset
) -> None:
    assert dataset_classes(catalogue, dataset) == ["riding a mule", "juggling balls"]


def test_folder_of_class_folders_is_a_dataset_too(tmp_path: Path) -> None:
    waving = ("waving/a.mp4", "waving/b.mkv", "waving/c.WebM", "waving/d.MOV")
    for name in (*waving, "jumping/a.avi", "jumping/notes.txt", "loose.mp4"):
        file = tmp_path / name
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"")

    clips = folder_clips(tmp_path)

    assert [(clip.label, clip.clip_id) for clip in clips] == [
        ("jumping", "jumping/a"),
        ("waving", "waving/a"),
        ("waving", "waving/b"),
        ("waving", "waving/c"),
        ("waving", "waving/d"),
    ]


def test_folder_without_clips_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match="must hold a folder per class with video files"):
        folder_clips(tmp_path)


def test_empty_split_is_told_before_a_model_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(MissingInput, match=r"the split 'test' has no clips. Choose another"):
        evaluate_on_split(tmp_path / "none.ckpt", [], options=VideoEvalOptions(), split="test")


def test_run_is_named_by_data_and_settings_that_matter() -> None:
    options = VideoTrainOptions()
    name = run_name("d1", options)

    same = run_name("d1", dataclasses.replace(options, num_workers=9, cache_megabytes=9))
    others = {
        run_name("d2", options),
        run_name("d1", dataclasses.replace(options, epochs=77)),
        run_name("d1", dataclasses.replace(options, seed=77)),
    }

    assert same == name
    assert len(others | {name}) == 4
