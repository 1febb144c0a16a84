"""A video model, trained and judged on a dataset that was built here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.ids import ID_LENGTH, hashed_id
from miner.catalogue.records import Dataset, Model, Split
from miner.config import as_dict
from miner.errors import MissingInput
from miner.pipeline.image_training import LAST_CHECKPOINT, OnEvent
from miner.pipeline.video_files import VIDEO_SUFFIXES
from miner.workspace import Workspace
from video.checkpoint import load_video_model
from video.dataset import LabelledClip
from video.evaluation import Evaluation, evaluate_video_model
from video.training.records import VideoTrainResult
from video.training.train import train_video_model
from video.training_options import VideoEvalOptions, VideoTrainOptions


def chosen_dataset(catalogue: Catalogue, name: str | None) -> Dataset:
    """Return the newest version of a dataset, or of all.

    Raises:
        MissingInput: there is none.
    """
    dataset = catalogue.datasets.newest(name)
    if dataset is None:
        which = f" named '{name}'" if name else ""
        raise MissingInput(f"Cannot find a dataset{which}. Run 'miner build-dataset' first.")
    return dataset


def dataset_clips(
    workspace: Workspace, catalogue: Catalogue, dataset: Dataset, *, split: Split
) -> list[LabelledClip]:
    """Return the clips of a split as training wants them."""
    names = {each.action_id: each.name for each in catalogue.actions.all()}
    return [
        LabelledClip(
            path=workspace.absolute(clip.path),
            label=names[clip.action_id],
            clip_id=clip.clip_id,
            video_id=clip.video_id,
        )
        for clip in catalogue.datasets.clips(dataset.dataset_id, split=split)
    ]


def dataset_classes(catalogue: Catalogue, dataset: Dataset) -> list[str]:
    """Return the names of the classes of a dataset, in the order of their labels."""
    present = {clip.action_id for clip in catalogue.datasets.clips(dataset.dataset_id)}
    return [each.name for each in catalogue.actions.all() if each.action_id in present]


def folder_clips(folder: Path) -> list[LabelledClip]:
    """Return the clips of a folder with a folder a class.

    Raises:
        MissingInput: there is none.
    """
    files = sorted(each for each in folder.glob("*/*") if each.suffix.lower() in VIDEO_SUFFIXES)
    if not files:
        raise MissingInput(
            f"Cannot find a clip in '{folder}'. It must hold a folder per class with video files."
        )
    return [
        LabelledClip(
            path=file,
            label=file.parent.name,
            clip_id=f"{file.parent.name}/{file.stem}",
            video_id=file.stem,
        )
        for file in files
    ]


def train_on_dataset(
    workspace: Workspace,
    catalogue: Catalogue,
    dataset: Dataset,
    options: VideoTrainOptions,
    *,
    resume: Path | None,
    on_event: OnEvent,
) -> tuple[VideoTrainResult, Model]:
    """Train on a dataset, going on where an earlier run of the same settings ended."""
    folder = workspace.runs / "video" / run_name(dataset.dataset_id, options)
    last = folder / LAST_CHECKPOINT
    result = train_video_model(
        dataset_clips(workspace, catalogue, dataset, split="train"),
        dataset_clips(workspace, catalogue, dataset, split="val"),
        classes=dataset_classes(catalogue, dataset),
        options=options,
        folder=folder,
        resume=resume or (last if last.exists() else None),
        on_event=on_event,
    )
    model = video_model_row(workspace, result, options, dataset_id=dataset.dataset_id)
    catalogue.models.add(model)
    return result, model


def run_name(data_id: str, options: VideoTrainOptions) -> str:
    """Return the name of the run folder: the same data and settings, the same name."""
    without_effect = {"num_workers", "cache_megabytes"}
    settings = {k: v for k, v in as_dict(options).items() if k not in without_effect}
    return hashed_id("video-run", data_id, settings)


def video_model_row(
    workspace: Workspace,
    result: VideoTrainResult,
    options: VideoTrainOptions,
    *,
    dataset_id: str | None,
) -> Model:
    """Return the row of a trained video model."""
    loaded = load_video_model(result.checkpoint, device="cpu")
    return Model(
        model_id=loaded.digest[:ID_LENGTH],
        kind="video-model",
        architecture=options.model,
        path=workspace.relative(result.checkpoint),
        classes=tuple(loaded.classes),
        metrics=dict(result.metrics),
        settings=as_dict(options),
        dataset_id=dataset_id,
    )


def evaluate_on_split(
    checkpoint: Path, clips: Sequence[LabelledClip], *, options: VideoEvalOptions, split: str
) -> Evaluation:
    """Judge a model on the clips of a split.

    Raises:
        MissingInput: the split is empty.
    """
    if not clips:
        raise MissingInput(
            f"Cannot evaluate: the split '{split}' has no clips. Choose another one, or build "
            "the dataset with a larger fraction for it."
        )
    return evaluate_video_model(checkpoint, clips, options=options)
