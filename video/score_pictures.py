"""Score curves: how sure the classifier was of a class, over a whole video, as a picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from video.atomic import replacing
from video.options import ProposeOptions
from video.proposals import smooth
from video.score_track import ScoreTrack
from video.timing import ClipSpan

SIZE = (960, 280)
"""Width and height of the picture in pixels."""

MARGINS = (56, 46, 24, 36)
"""Space left, above, right and below of the plot, in pixels."""

SCALE = 3
"""Drawn this much larger and scaled down, which smooths the lines."""

MAX_TIME_MARKS = 10
"""More times than this along the axis would not be readable."""

TIME_STEPS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200)
"""Distances, in seconds, that people like between times on an axis."""

MINUTE = 60
"""Seconds."""

MAX_TITLE = 60
"""Letters of a class name that fit."""

Color = tuple[int, int, int]
"""Red, green and blue, 0-255."""

Numbers = npt.NDArray[np.float64]
"""Shape (frames,)."""

INK, SOFT, GRID = (31, 41, 55), (107, 114, 128), (229, 231, 235)
"""Colours of the title, of small print, and of grid lines."""

CURVE, RAW = (37, 99, 235), (147, 178, 240)
"""Colours of the smoothed curve and of the frames' own scores."""

AREA_OPACITY = 38
"""How much of the curve's colour is laid under it, of 255."""

SHADE, PEAK, THRESHOLD, HOLE = (255, 243, 214), (217, 119, 6), (220, 38, 38), (209, 213, 219)
"""Colours of the clip, of its peak, of the threshold, and of unreadable parts."""

DEFAULT_OPTIONS = ProposeOptions()
"""Smoothing and threshold that are drawn when not told otherwise."""


def write_score_curve(
    track: ScoreTrack,
    *,
    label: str,
    span: ClipSpan,
    target: Path,
    peak_seconds: float | None = None,
    options: ProposeOptions = DEFAULT_OPTIONS,
) -> None:
    """Draw the scores of one class over a video, with one clip marked, as a PNG file.

    Args:
        track: the scores.
        label: the class.
        span: the clip, shaded.
        target: the PNG file to write.
        peak_seconds: time in the video of the clip's highest score, marked by a dot.
        options: tells the smoothing and the threshold.

    Raises:
        CannotCut: the picture cannot be written.
    """
    values = track.curve(label).astype(np.float64)
    smoothed = smooth(track, values, width_seconds=options.smoothing_seconds)
    plot = _Plot.of(track.duration_seconds)
    plot.shade(span, SHADE)
    for hole in track.unreadable:
        plot.shade(hole, HOLE)
    plot.area(track.seconds, smoothed)
    plot.axes()
    plot.line(track.seconds, values, color=RAW, width=1)
    plot.line(track.seconds, smoothed, color=CURVE, width=2)
    plot.threshold(options.threshold)
    if peak_seconds is not None:
        plot.dot(peak_seconds, float(np.interp(peak_seconds, track.seconds, smoothed)))
    plot.title(label, f"clip {clock(span.start_seconds)} - {clock(span.end_seconds)}")
    with replacing(target) as part, part.open("wb") as file:
        plot.image.resize(SIZE, Image.Resampling.LANCZOS).save(file, "PNG", optimize=True)


def clock(seconds: float) -> str:
    """Write a time as minutes and seconds.

    >>> clock(75), clock(3675), clock(7.5)
    ('1:15', '1:01:15', '0:07.5')
    """
    tenths = round(seconds * 10)
    minutes, rest = divmod(tenths, 10 * MINUTE)
    hours, minutes = divmod(minutes, MINUTE)
    ending = f"{rest // 10:02d}" if rest % 10 == 0 else f"{rest / 10:04.1f}"
    return f"{hours}:{minutes:02d}:{ending}" if hours else f"{minutes}:{ending}"


def time_marks(duration_seconds: float) -> list[float]:
    """Return round times from 0 to the end of a video, few enough to be written side by side.

    >>> time_marks(95.0)
    [0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0]
    """
    steps = (step for step in TIME_STEPS if duration_seconds / step <= MAX_TIME_MARKS)
    step = next(steps, duration_seconds / MAX_TIME_MARKS)
    return [number * float(step) for number in range(int(duration_seconds / step) + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plot:
    """A picture being drawn; places are given in seconds and probability."""

    image: Image.Image
    draw: ImageDraw.ImageDraw
    duration_seconds: float

    @classmethod
    def of(cls, duration_seconds: float) -> _Plot:
        image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), "white")
        return cls(image=image, draw=ImageDraw.Draw(image), duration_seconds=duration_seconds)

    def x(self, seconds: float) -> float:
        share = min(max(seconds / max(self.duration_seconds, 1e-9), 0.0), 1.0)
        return SCALE * (MARGINS[0] + share * (SIZE[0] - MARGINS[0] - MARGINS[2]))

    def y(self, probability: float) -> float:
        return SCALE * (SIZE[1] - MARGINS[3] - probability * (SIZE[1] - MARGINS[1] - MARGINS[3]))

    def shade(self, part: ClipSpan, color: Color) -> None:
        """Fill a part of the video from bottom to top."""
        left, right = self.x(part.start_seconds), self.x(part.end_seconds)
        self.draw.rectangle((left, self.y(1), max(right, left + SCALE), self.y(0)), fill=color)

    def axes(self) -> None:
        """Draw grid lines with probabilities, and marks with times."""
        right = self.x(self.duration_seconds)
        for probability in (0.0, 0.5, 1.0):
            y = self.y(probability)
            self.draw.line((self.x(0), y, right, y), fill=GRID, width=SCALE)
            self.words((self.x(0) - 8 * SCALE, y), f"{probability:g}", anchor="rm")
        for seconds in time_marks(self.duration_seconds):
            x = self.x(seconds)
            self.draw.line((x, self.y(0), x, self.y(0) + 4 * SCALE), fill=SOFT, width=SCALE)
            self.words((x, self.y(0) + 9 * SCALE), clock(seconds), anchor="mt")

    def area(self, seconds: Numbers, values: Numbers) -> None:
        """Fill what is under a curve where nothing is shaded yet."""
        points = self.points(seconds, values)
        if len(points) > 1:
            bottom = self.y(0)
            outline = [(points[0][0], bottom), *points, (points[-1][0], bottom)]
            mask = Image.new("L", self.image.size)
            ImageDraw.Draw(mask).polygon(outline, fill=AREA_OPACITY)
            self.image.paste(CURVE, mask=mask)

    def line(self, seconds: Numbers, values: Numbers, *, color: Color, width: int) -> None:
        """Draw a curve; a single frame becomes a dash."""
        points = self.points(seconds, values)
        if len(points) == 1:
            points.append((points[0][0] + 4 * SCALE, points[0][1]))
        self.draw.line(points, fill=color, width=width * SCALE, joint="curve")

    def threshold(self, probability: float) -> None:
        """Draw a dashed line with its value."""
        y, right = self.y(probability), round(self.x(self.duration_seconds))
        for left in range(round(self.x(0)), right, 10 * SCALE):
            dash = min(left + 5 * SCALE, right)
            self.draw.line((left, y, dash, y), fill=THRESHOLD, width=SCALE)
        place = (right - 2 * SCALE, y - 3 * SCALE)
        self.words(place, f"threshold {probability:g}", anchor="rs", color=THRESHOLD)

    def dot(self, seconds: float, probability: float) -> None:
        """Mark the peak."""
        x, y = self.x(seconds), self.y(probability)
        for radius, color in ((6 * SCALE, "white"), (5 * SCALE, PEAK)):
            self.draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)

    def title(self, left: str, right: str) -> None:
        """Write the class and the clip above the plot."""
        y = MARGINS[1] * SCALE // 2
        self.words((self.x(0), y), left[:MAX_TITLE], anchor="lm", color=INK, size=18)
        self.words((self.x(self.duration_seconds), y), right, anchor="rm", size=13)

    def words(
        self,
        place: tuple[float, float],
        text: str,
        *,
        anchor: str,
        color: Color = SOFT,
        size: int = 12,
    ) -> None:
        """Write something; the anchor is Pillow's."""
        font = ImageFont.load_default(size * SCALE)
        self.draw.text(
            place,
            text,
            fill=color,
            font=font,
            anchor=anchor,
            stroke_width=SCALE,
            stroke_fill="white",
        )

    def points(self, seconds: Numbers, values: Numbers) -> list[tuple[float, float]]:
        return [(self.x(at), self.y(value)) for at, value in zip(seconds, values, strict=True)]
