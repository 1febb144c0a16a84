"""A dataset from what people accepted: written, versioned, and never written twice.

A version's folder holds `SPLIT/CLASS/ID_START_END.mp4`, `clips.csv` (all that is known of each
clip), `classes.txt`, `dataset.json` and the formats asked for.
"""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import CandidateClip, Dataset, DatasetClip, SourceVideo, Split
from miner.config import as_dict
from miner.errors import MissingInput
from miner.exporters.kinetics import kinetics_stem
from miner.exporters.registry import SPLITS, DatasetFolder, ExportedClip, get_exporter
from miner.files import storage_error, write_whole
from miner.options import DatasetOptions
from miner.pipeline.acceptance import AcceptedClip
from miner.pipeline.dataset_plan import DatasetPlan, plan_dataset
from miner.workspace import Workspace
from video.cutting import ClipCut, cut_clips
from video.options import CutOptions
from video.timing import ClipSpan


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltDataset:
    """A dataset and whether this run wrote it."""

    dataset: Dataset
    plan: DatasetPlan
    is_new: bool


class DatasetBuilder:
    """Builds the dataset that verdicts and settings ask for, unless it is there."""

    def __init__(
        self,
        workspace: Workspace,
        catalogue: Catalogue,
        *,
        options: DatasetOptions,
        cutting: CutOptions,
    ) -> None:
        """Use an open catalogue; `cutting` is for clips that a reviewer trimmed."""
        self._workspace = workspace
        self._catalogue = catalogue
        self._options = options
        self._cutting = cutting

    def build(self) -> BuiltDataset:
        """Build the dataset and return it.

        Raises:
            MissingInput: no class has enough accepted clips, or a clip file is gone.
            ConfigError: a format is unknown.
            StorageError: the disk is full, or the folder cannot be written.
        """
        for name in self._options.formats:
            get_exporter(name)
        plan = plan_dataset(self._catalogue, self._options)
        known = self._catalogue.datasets.find(plan.dataset_id)
        if known is not None and self._workspace.absolute(known.path).is_dir():
            return BuiltDataset(dataset=known, plan=plan, is_new=False)
        name = self._options.name
        version = known.version if known else self._catalogue.datasets.next_version(name)
        folder = self._workspace.datasets / name / f"v{version}"
        clips = self._write(plan, folder)
        dataset = Dataset(
            dataset_id=plan.dataset_id,
            name=name,
            version=version,
            path=self._workspace.relative(folder),
            settings=as_dict(self._options),
        )
        if known is None:
            self._catalogue.datasets.add(dataset, [self._row(clip, folder) for clip in clips])
        return BuiltDataset(dataset=dataset, plan=plan, is_new=True)

    def _write(self, plan: DatasetPlan, target: Path) -> list[ExportedClip]:
        """Write the folder under another name and move it into place."""
        making = target.with_name(f".{target.name}-making")
        shutil.rmtree(making, ignore_errors=True)
        try:
            making.mkdir(parents=True)
            clips = [self._place(clip, split=split, root=making) for clip, split in plan.clips]
            present = {clip.label for clip in clips}
            names = [each.name for each in self._catalogue.actions.all()]
            classes = tuple(name for name in names if name in present)
            folder = DatasetFolder(root=making, classes=classes, clips=tuple(clips))
            _describe(folder, plan)
            for name in self._options.formats:
                get_exporter(name).write(folder)
            shutil.rmtree(target, ignore_errors=True)
            making.rename(target)
        except OSError as error:
            raise storage_error(target, error) from error
        finally:
            shutil.rmtree(making, ignore_errors=True)
        return clips

    def _place(self, clip: AcceptedClip, *, split: Split, root: Path) -> ExportedClip:
        video, candidate = self._sources(clip)
        action = self._catalogue.actions.find(clip.action_id)
        label = action.name if action else clip.action_id
        stem = kinetics_stem(clip.video_id, clip.start_seconds, clip.end_seconds)
        target = root / split / clip.action_id / f"{stem}.mp4"
        target.parent.mkdir(parents=True, exist_ok=True)
        if clip.is_trimmed:
            span = ClipSpan(clip.start_seconds, clip.end_seconds)
            source = self._workspace.absolute(video.path or "")
            cut_clips(source, [ClipCut(span=span, target=target)], options=self._cutting)
        else:
            link_or_copy(self._workspace.absolute(candidate.path or ""), target)
        return ExportedClip(
            path=target.relative_to(root),
            label=label,
            video_id=clip.video_id,
            clip_id=clip.clip_id,
            split=split,
            start_seconds=clip.start_seconds,
            end_seconds=clip.end_seconds,
            score=clip.score,
            source_url=video.url,
            licence=video.licence,
        )

    def _sources(self, clip: AcceptedClip) -> tuple[SourceVideo, CandidateClip]:
        video = self._catalogue.videos.find(clip.video_id)
        candidate = self._catalogue.clips.find(clip.clip_id)
        if video is None or candidate is None:
            raise MissingInput(
                f"Cannot build the dataset: the catalogue lost clip {clip.clip_id}. "
                "Run 'miner cut-clips' again."
            )
        return video, candidate

    def _row(self, clip: ExportedClip, folder: Path) -> DatasetClip:
        action = self._catalogue.actions.find(clip.label)
        return DatasetClip(
            clip_id=clip.clip_id,
            video_id=clip.video_id,
            action_id=action.action_id if action else clip.label,
            split=clip.split,
            start_seconds=clip.start_seconds,
            end_seconds=clip.end_seconds,
            path=self._workspace.relative(folder / clip.path),
        )


def link_or_copy(source: Path, target: Path) -> None:
    """Give a file a second name, or copy it where the file system cannot.

    Raises:
        MissingInput: the file is gone.
    """
    if not source.is_file():
        raise MissingInput(
            f"Cannot find the clip '{source}'. Put it back, or take it from the catalogue."
        )
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def sizes(plan: DatasetPlan) -> dict[str, dict[str, int]]:
    """Return how many clips each action has in each split."""
    counted: dict[str, Counter[str]] = {}
    for clip, split in plan.clips:
        counted.setdefault(clip.action_id, Counter())[split] += 1
    return {
        action: {split: counts[split] for split in SPLITS}
        for action, counts in sorted(counted.items())
    }


def _describe(folder: DatasetFolder, plan: DatasetPlan) -> None:
    write_whole(folder.root / "classes.txt", ("\n".join(folder.classes) + "\n").encode())
    about = {
        "dataset_id": plan.dataset_id,
        "classes": list(folder.classes),
        "clips": sizes(plan),
        "left_out": plan.left_out,
    }
    content = json.dumps(about, indent=2, ensure_ascii=False, sort_keys=True) + "\n"
    write_whole(folder.root / "dataset.json", content.encode())
    text = io.StringIO()
    rows = csv.DictWriter(text, list(ExportedClip.__dataclass_fields__), lineterminator="\n")
    rows.writeheader()
    for clip in folder.clips:
        rows.writerow({name: getattr(clip, name) for name in ExportedClip.__dataclass_fields__})
    write_whole(folder.root / "clips.csv", text.getvalue().encode())
