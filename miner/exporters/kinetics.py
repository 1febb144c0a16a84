"""Kinetics: `train.csv`, `val.csv`, `test.csv` over folders `SPLIT/CLASS/ID_START_END.mp4`.

Columns `label,youtube_id,time_start,time_end,split`, times in whole seconds as in the files that
DeepMind published; readers build the file name from id and times. The exact spans are in the
dataset's own `clips.csv`. https://github.com/cvdfoundation/kinetics-dataset
"""

from __future__ import annotations

import csv
import io
import math
from pathlib import Path

from miner.exporters.registry import SPLITS, DatasetFolder, ExportedClip, exporter
from miner.files import write_whole

COLUMNS = ("label", "youtube_id", "time_start", "time_end", "split")


def whole_seconds(start_seconds: float, end_seconds: float) -> tuple[int, int]:
    """Return the whole seconds that hold a span.

    >>> whole_seconds(12.48, 22.48)
    (12, 23)
    """
    return math.floor(round(start_seconds, 3)), math.ceil(round(end_seconds, 3))


def kinetics_stem(video_id: str, start_seconds: float, end_seconds: float) -> str:
    """Return a file name without suffix, as readers of Kinetics build it.

    >>> kinetics_stem("dQw4w9WgXcQ", 12.48, 22.48)
    'dQw4w9WgXcQ_000012_000023'
    """
    start, end = whole_seconds(start_seconds, end_seconds)
    return f"{video_id}_{start:06d}_{end:06d}"


@exporter("kinetics", summary="Kinetics CSV files over folders of clips")
def write(dataset: DatasetFolder) -> list[Path]:
    """Write one CSV file a split and return them."""
    return [
        write_whole(
            dataset.root / f"{split}.csv",
            _csv([clip for clip in dataset.clips if clip.split == split]).encode(),
        )
        for split in SPLITS
    ]


def _csv(clips: list[ExportedClip]) -> str:
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for clip in clips:
        start, end = whole_seconds(clip.start_seconds, clip.end_seconds)
        rows.writerow([clip.label, clip.video_id, start, end, clip.split])
    return text.getvalue()
