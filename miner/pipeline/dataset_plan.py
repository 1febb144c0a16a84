"""Which clips a dataset holds, decided from verdicts and settings alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.ids import hashed_id, milliseconds
from miner.catalogue.records import Split, Verdict
from miner.errors import MissingInput
from miner.exporters.kinetics import kinetics_stem
from miner.options import DatasetOptions
from miner.pipeline.acceptance import AcceptedClip, accepted, best_per_video
from miner.pipeline.splitting import assign_splits


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetPlan:
    """Which clips a dataset will hold."""

    dataset_id: str
    clips: tuple[tuple[AcceptedClip, Split], ...]
    left_out: dict[str, int]
    """Accepted clips of each action that has too few."""


def plan_dataset(catalogue: Catalogue, options: DatasetOptions) -> DatasetPlan:
    """Decide which accepted clips are kept and to which split each goes.

    Raises:
        MissingInput: no class has enough accepted clips.
    """
    chosen = _one_per_name(
        best_per_video(_accepted(catalogue, options), limit=options.clips_per_video)
    )
    sizes = Counter(clip.action_id for clip in chosen)
    left_out = {name: size for name, size in sizes.items() if size < options.min_clips}
    kept = [clip for clip in chosen if clip.action_id not in left_out]
    if not kept:
        raise MissingInput(
            f"Cannot build a dataset: no class has {options.min_clips} accepted clips. "
            "Judge more clips with 'miner review', or lower dataset.min_clips."
        )
    group_of = {clip.clip_id: _group(catalogue, clip, options) for clip in kept}
    classes_of: dict[str, list[str]] = {}
    for clip in kept:
        classes_of.setdefault(group_of[clip.clip_id], []).append(clip.action_id)
    splits = assign_splits(classes_of, options)
    clips = tuple((clip, splits[group_of[clip.clip_id]]) for clip in kept)
    return DatasetPlan(dataset_id=_id(clips, options), clips=clips, left_out=left_out)


def _accepted(catalogue: Catalogue, options: DatasetOptions) -> list[AcceptedClip]:
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in catalogue.verdicts.all():
        verdicts.setdefault(verdict.clip_id, []).append(verdict)
    found = [
        accepted(clip, verdicts[clip.clip_id], options)
        for clip in catalogue.clips.all(is_cut=True)
        if clip.clip_id in verdicts
    ]
    return [clip for clip in found if clip is not None]


def _one_per_name(clips: list[AcceptedClip]) -> list[AcceptedClip]:
    """Drop a clip whose file would be named as an earlier one: the same whole seconds."""
    named: dict[tuple[str, str], AcceptedClip] = {}
    for clip in clips:
        stem = kinetics_stem(clip.video_id, clip.start_seconds, clip.end_seconds)
        named.setdefault((clip.action_id, stem), clip)
    return list(named.values())


def _group(catalogue: Catalogue, clip: AcceptedClip, options: DatasetOptions) -> str:
    video = catalogue.videos.find(clip.video_id)
    if options.split_by == "uploader" and video is not None and video.uploader:
        return f"uploader:{video.uploader}"
    return f"video:{clip.video_id}"


def _id(clips: tuple[tuple[AcceptedClip, Split], ...], options: DatasetOptions) -> str:
    content = sorted(
        (c.clip_id, c.action_id, split, milliseconds(c.start_seconds), milliseconds(c.end_seconds))
        for c, split in clips
    )
    return hashed_id("dataset", options.name, content, sorted(options.formats))
