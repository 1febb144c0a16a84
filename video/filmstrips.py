"""Filmstrips: a clip as one row of small pictures, to be read at a glance.

All cells are equally wide and stand for equally long parts of the clip, so a program can slice
the strip and knows the time of each cell without any other file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from video.atomic import replacing
from video.decoding import VideoReader, to_rgb
from video.probe import probe_video

JPEG_QUALITY = 88
"""Quality of the strip: no blocks to be seen, some 10 kB a cell."""

PEAK_COLOR = (255, 176, 0)
"""Colour of the bar under the cell of the peak: amber, told from others by the colour-blind."""

PEAK_BAR_SHARE = 1 / 24
"""Height of that bar as a share of the strip's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filmstrip:
    """A filmstrip that was written."""

    path: Path
    """The JPEG file."""
    seconds: tuple[float, ...]
    """Time in the clip of each cell's picture."""
    cell_width: int
    """Width of each cell in pixels."""
    cell_height: int
    """Height of each cell in pixels."""
    peak_cell: int | None
    """Number of the cell in which the peak lies; None when none was given."""


def write_filmstrip(
    clip: Path,
    target: Path,
    *,
    peak_seconds: float | None = None,
    frames: int = 8,
    height: int = 144,
) -> Filmstrip:
    """Draw a clip as a row of cells.

    Args:
        clip: the clip.
        target: the JPEG file to write.
        peak_seconds: time in the clip of the highest score; its cell gets a bar below and shows
            exactly that frame.
        frames: number of cells.
        height: height of the strip in pixels.

    Raises:
        CannotOpen: no video can be read from the clip.
        CannotDecode: not one frame of the clip can be decoded.
        CannotCut: the picture cannot be written.
    """
    if frames < 1:
        raise ValueError(f"frames ({frames}) must be >= 1")
    info = probe_video(clip)
    seconds, peak_cell = cell_times(info.duration_seconds, frames, peak_seconds)
    width = max(1, round(info.width * height / info.height))
    cells = list(_cells(clip, seconds, size=(width, height)))
    cells += cells[-1:] * (frames - len(cells))
    strip = np.concatenate(cells, axis=1)
    if peak_cell is not None:
        bar = max(1, round(height * PEAK_BAR_SHARE))
        strip[-bar:, peak_cell * width : (peak_cell + 1) * width] = PEAK_COLOR
    with replacing(target) as part, part.open("wb") as file:
        Image.fromarray(strip).save(file, "JPEG", quality=JPEG_QUALITY, subsampling="4:4:4")
    return Filmstrip(
        path=target,
        seconds=tuple(seconds),
        cell_width=width,
        cell_height=height,
        peak_cell=peak_cell,
    )


def cell_times(
    duration_seconds: float, cells: int, peak_seconds: float | None = None
) -> tuple[list[float], int | None]:
    """Return the time of each cell and the cell of the peak.

    A cell shows the middle of its part of the clip, but that of the peak shows the peak.

    >>> cell_times(8.0, 4, peak_seconds=2.5)
    ([1.0, 2.5, 5.0, 7.0], 1)
    """
    seconds = [(cell + 0.5) * duration_seconds / cells for cell in range(cells)]
    if peak_seconds is None or duration_seconds <= 0:
        return seconds, None
    peak_cell = min(max(int(peak_seconds * cells / duration_seconds), 0), cells - 1)
    seconds[peak_cell] = min(max(peak_seconds, 0.0), duration_seconds)
    return seconds, peak_cell


def _cells(
    clip: Path, seconds: Sequence[float], *, size: tuple[int, int]
) -> Iterator[npt.NDArray[np.uint8]]:
    """Yield the frames on show at some growing times; fewer when the clip ends before."""
    waiting = list(seconds)
    with VideoReader(clip) as reader:
        shown = None
        for picture in reader.pictures():
            while shown is not None and waiting and waiting[0] < picture.seconds:
                yield to_rgb(shown, size=size, orientation=reader.orientation)
                waiting.pop(0)
            shown = picture.frame
        if shown is not None and waiting:
            yield to_rgb(shown, size=size, orientation=reader.orientation)
