"""Storing frame scores, so that new thresholds never need new inference.

A score file is a compressed NumPy archive of plain arrays: 2 bytes per frame and class before
compression, read back in a few milliseconds, exactly as it was written.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from video.atomic import replacing
from video.errors import CannotReadScores
from video.score_track import ScoreTrack, dequantise, quantise, spans_to_array
from video.timing import ClipSpan, FrameSampling

FORMAT = 1
"""Version of the layout of score files."""

DAMAGE = (
    OSError,
    ValueError,
    KeyError,
    OverflowError,
    TypeError,  # an array of another kind than its name says, or no archive of arrays
    EOFError,
    RuntimeError,  # flags of the archive that ask for a password or an unknown compression
    zipfile.BadZipFile,
    zlib.error,
)
"""What NumPy raises when a file is not what was written."""

Arrays = Mapping[str, npt.NDArray[Any]]
"""The arrays of a score file by name."""


def save_scores(track: ScoreTrack, path: Path) -> None:
    """Write a track to a score file, whole or not at all.

    Raises:
        CannotCut: the disk is full or the folder cannot be written.
    """
    with replacing(path) as part, part.open("wb") as file:
        np.savez_compressed(
            file,
            format=np.array(FORMAT),
            seconds=track.seconds,
            probabilities=quantise(track.probabilities),
            classes=np.array(track.classes, np.str_),
            background=np.array(track.background, np.str_),
            duration_seconds=np.array(track.duration_seconds),
            sampling=np.array([track.sampling.every or 0, track.sampling.fps or 0], np.float64),
            unreadable=spans_to_array(track.unreadable),
        )


def load_scores(path: Path) -> ScoreTrack:
    """Read a score file.

    Raises:
        CannotReadScores: it is missing, damaged, or of a later version.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return _track(arrays, path)
    except FileNotFoundError as error:
        raise CannotReadScores(
            f"Cannot read the scores '{path}': there is no such file. Score the video first.",
            kind="missing",
        ) from error
    except DAMAGE as error:
        raise CannotReadScores(
            f"Cannot read the scores '{path}': the file is damaged. Score the video again.",
            kind="corrupt",
        ) from error


def _track(arrays: Arrays, path: Path) -> ScoreTrack:
    if int(arrays["format"]) != FORMAT:
        raise CannotReadScores(
            f"Cannot read the scores '{path}': their format is {int(arrays['format'])}, "
            f"this version reads {FORMAT}. Score the video again.",
            kind="corrupt",
        )
    every, fps = arrays["sampling"].tolist()
    return ScoreTrack(
        seconds=arrays["seconds"],
        probabilities=dequantise(arrays["probabilities"]),
        classes=tuple(arrays["classes"].tolist()),
        background=tuple(arrays["background"].tolist()),
        duration_seconds=float(arrays["duration_seconds"]),
        sampling=FrameSampling(every=int(every) or None, fps=fps or None),
        unreadable=tuple(ClipSpan(start, end) for start, end in arrays["unreadable"].tolist()),
    )
