"""Tiny real videos whose classes differ in the order of time alone."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from video.dataset import LabelledClip
from video.encoding import VideoWriter

CLASSES = ("left", "right")
SIDE = 32
FRAMES = 12


def moving_square(label: str, *, seed: int) -> list[np.ndarray]:
    """Draw a square that crosses a picture; left and right of a seed share their frames."""
    generator = np.random.default_rng(seed)
    background, foreground = generator.integers(0, 90, 3), generator.integers(160, 256, 3)
    top, size = int(generator.integers(4, 18)), int(generator.integers(8, 12))
    frames = []
    for left in np.linspace(0, SIDE - size, FRAMES).astype(int):
        frame = np.empty((SIDE, SIDE, 3), dtype=np.uint8)
        frame[:] = background
        frame[top : top + size, left : left + size] = foreground
        frames.append(frame)
    return frames if label == "right" else frames[::-1]


def write_clip(path: Path, frames: Sequence[np.ndarray], *, fps: float = 12) -> Path:
    """Write the frames to a video file."""
    with VideoWriter(path, width=SIDE, height=SIDE, fps=fps) as writer:
        for frame in frames:
            writer.write(frame)
    return path


def moving_squares(folder: Path, *, per_class: int, first_seed: int = 0) -> list[LabelledClip]:
    """Write clips of both classes, each pair with the same frames in opposite order."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        LabelledClip(
            path=write_clip(folder / f"{label}-{seed}.mp4", moving_square(label, seed=seed)),
            label=label,
            clip_id=f"{label}-{seed}",
            video_id=f"video-{label}-{seed}",
        )
        for seed in range(first_seed, first_seed + per_class)
        for label in CLASSES
    ]
