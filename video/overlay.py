"""A copy of a video with what the model says written on it.

Each picture carries a dark panel with the most probable classes of that moment:

    squat      ############........  61 %
    push-up    #####...............  24 %
    jump       ###.................  15 %
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from video.clip_transforms import scaled_size
from video.decoding import FrameSampling, iter_frames
from video.encoding import VideoWriter
from video.prediction import Prediction
from video.probe import VideoInfo, probe_video
from video.sampling import at_rate
from video.training_options import PredictOptions

MIN_SHORT_SIDE, MAX_SHORT_SIDE = 240, 720
"""Smaller videos are enlarged, so that the text can be read; larger ones are reduced."""

TEXT_PART = 1 / 18
"""Height of a line over the short side of the picture."""

BACKDROP = (16, 18, 24)
BACKDROP_OPACITY = 0.72
TEXT_COLOUR = (238, 238, 238)
TRACK_COLOUR = (70, 74, 86)
FIRST_COLOUR, OTHER_COLOUR = (92, 200, 120), (120, 140, 190)
"""Bars of the most probable class and of the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One class on the panel."""

    label: str
    """Name of the class."""
    probability: float
    """In 0..1."""


def write_overlay(prediction: Prediction, target: Path, *, options: PredictOptions) -> Path:
    """Write the video with the panel, without sound, to the MP4 file `target`; return it.

    Raises:
        CannotOpen, CannotDecode: the video cannot be read.
        CannotCut: the file cannot be written.
    """
    info = probe_video(prediction.path)
    width, height = overlay_size(info)
    rate = Fraction(info.fps)
    frames = iter_frames(info.path, sampling=FrameSampling(every=1), size=(width, height))
    with VideoWriter(target, width=width, height=height, fps=rate) as writer:
        # At even times, so that a video of variable rate keeps its length.
        for frame in at_rate(frames, fps=float(rate)):
            lines = lines_at(prediction, frame.seconds, count=options.top)
            writer.write(draw_panel(frame.rgb, lines))
    return target


def overlay_size(info: VideoInfo) -> tuple[int, int]:
    """Return an even width and height at which text can be read."""
    short_side = min(max(min(info.width, info.height), MIN_SHORT_SIDE), MAX_SHORT_SIDE)
    width, height = scaled_size(info.width, info.height, short_side=short_side)
    return width - width % 2, height - height % 2


def lines_at(prediction: Prediction, seconds: float, *, count: int) -> list[Line]:
    """Return the `count` most probable classes of a moment.

    Between the middles of two clips the probabilities go over from one to the other in a straight
    line; before the first and after the last they stay.
    """
    middles = [entry.span.middle_seconds for entry in prediction.timeline]
    table = np.array([entry.probabilities for entry in prediction.timeline])
    now = np.array([np.interp(seconds, middles, column) for column in table.T])
    ranking = np.argsort(-now, kind="stable")[:count].tolist()
    return [Line(label=prediction.classes[n], probability=float(now[n])) for n in ranking]


def draw_panel(rgb: NDArray[np.uint8], lines: Sequence[Line]) -> NDArray[np.uint8]:
    """Return a copy of the picture with a line for each class at its lower edge."""
    height, width = rgb.shape[:2]
    line_height = max(12, round(min(width, height) * TEXT_PART))
    margin = line_height // 2
    top = max(0, height - len(lines) * line_height - 2 * margin)
    canvas = rgb.copy()
    panel = canvas[top:].astype(np.float32)
    mixed = panel + BACKDROP_OPACITY * (np.array(BACKDROP, dtype=np.float32) - panel)
    canvas[top:] = mixed.round().astype(np.uint8)
    picture = Image.fromarray(canvas)
    for number, line in enumerate(lines):
        box = (margin, top + margin + number * line_height, width - margin, line_height)
        draw_line(ImageDraw.Draw(picture), line, box=box, is_first=number == 0)
    return np.asarray(picture)


def draw_line(
    draw: ImageDraw.ImageDraw, line: Line, *, box: tuple[int, int, int, int], is_first: bool
) -> None:
    """Draw label, bar and percentage into a box of left, top, right and height."""
    left, top, right, height = box
    font = ImageFont.load_default(size=height * 0.72)
    middle = top + height / 2
    bar_left = left + (right - left) * 0.45
    bar_right = right - height * 2.6
    label = shorten(line.label, font, width=bar_left - left - height / 2)
    draw.text((left, middle), label, fill=TEXT_COLOUR, font=font, anchor="lm")
    edge = height * 0.25
    draw.rectangle((bar_left, top + edge, bar_right, top + height - edge), fill=TRACK_COLOUR)
    filled = bar_left + (bar_right - bar_left) * line.probability
    colour = FIRST_COLOUR if is_first else OTHER_COLOUR
    draw.rectangle((bar_left, top + edge, filled, top + height - edge), fill=colour)
    percent = f"{line.probability:.0%}"
    draw.text((right, middle), percent, fill=TEXT_COLOUR, font=font, anchor="rm")


def shorten(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, *, width: float) -> str:
    """Cut the text, marked by three dots, so that it is at most `width` pixels wide."""
    if font.getlength(text) <= width:
        return text
    lengths = range(1, len(text))
    kept = bisect_right(lengths, width, key=lambda length: font.getlength(text[:length] + "..."))
    return text[:kept].rstrip() + "..."
