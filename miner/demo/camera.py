"""Cameras of the drawn world: where they look, how they pan, zoom and shake, when they cut."""

from bisect import bisect_right
from dataclasses import dataclass
from math import sin, tau

import cv2
import numpy as np

from .figures import View
from .lots import between, chance
from .paint import Canvas


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """The rectangle of the backdrop that one frame shows."""

    x: float
    """Column of the backdrop in the middle of the frame."""
    y: float
    """Row of the backdrop in the middle of the frame."""
    zoom: float
    """Pixels of the frame for each pixel of the backdrop."""
    size: tuple[int, int]
    """Width and height of the frame."""

    def view(self, x: float, y: float, *, scale: float, yaw: float = 0.0) -> View:
        """Return how a thing that stands at (x, y) of the backdrop is seen in the frame."""
        return View(
            x=(x - self.x) * self.zoom + self.size[0] / 2,
            y=(y - self.y) * self.zoom + self.size[1] / 2,
            scale=scale * self.zoom,
            yaw=yaw,
        )

    def crop(self, backdrop: Canvas) -> Canvas:
        """Return what the camera sees of a backdrop, borders repeated outwards."""
        width, height = self.size
        matrix = np.array(
            [
                [self.zoom, 0, width / 2 - self.x * self.zoom],
                [0, self.zoom, height / 2 - self.y * self.zoom],
            ]
        )
        seen = cv2.warpAffine(
            backdrop, matrix, self.size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(seen, np.uint8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One take of the camera, from its start to the next cut."""

    start_seconds: float
    """When it starts."""
    offset: tuple[float, float]
    """Backdrop pixels from the subject to the middle of the frame."""
    zoom: float
    """Zoom at the start."""
    pan: float
    """Backdrop pixels a second to the right."""
    zoom_rate: float
    """Share by which the zoom grows in a second."""
    shake: float
    """Backdrop pixels that the hand trembles."""
    follow: float
    """Share of the subject's walk that the camera goes along with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    """A sequence of shots of one subject."""

    shots: tuple[Shot, ...]
    """The takes, in order."""
    size: tuple[int, int]
    """Width and height of the frame."""
    backdrop_size: tuple[int, int]
    """Width and height of the backdrop, which the frame shall not leave."""

    def framing_at(self, seconds: float, *, home: tuple[float, float], walked: float) -> Framing:
        """Return the framing at an instant.

        Args:
            seconds: the instant.
            home: backdrop pixel around which the camera looks.
            walked: backdrop pixels that the subject has walked away from there.
        """
        starts = [shot.start_seconds for shot in self.shots]
        shot = self.shots[max(bisect_right(starts, seconds) - 1, 0)]
        elapsed = seconds - shot.start_seconds
        smallest = max(f / b for f, b in zip(self.size, self.backdrop_size, strict=True))
        zoom = max(shot.zoom * (1 + shot.zoom_rate * elapsed), smallest)
        tremble = shot.shake * sin(tau * 1.7 * seconds + 1), shot.shake * sin(tau * 2.3 * seconds)
        x = home[0] + shot.offset[0] + shot.pan * elapsed + shot.follow * walked + tremble[0]
        y = home[1] + shot.offset[1] + tremble[1]
        return Framing(
            x=self._inside(x, 0, zoom), y=self._inside(y, 1, zoom), zoom=zoom, size=self.size
        )

    def _inside(self, centre: float, axis: int, zoom: float) -> float:
        half = self.size[axis] / zoom / 2
        return float(np.clip(centre, half, max(self.backdrop_size[axis] - half, half)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a camera has to get into the frame."""

    height: float
    """Height of the standing person in backdrop pixels."""
    duration_seconds: float
    """How long it films."""


def plan_camera(
    rng: np.random.Generator,
    subject: Subject,
    *,
    size: tuple[int, int],
    backdrop_size: tuple[int, int],
) -> Camera:
    """Draw the lots of a camera: still or moving, calm or shaky, with up to two cuts."""
    cuts = np.sort(
        rng.uniform(1.0, max(subject.duration_seconds - 1.0, 1.1), int(rng.integers(0, 3)))
    )
    starts = [0.0, *(float(cut) for cut in cuts)]
    moving, shaky = chance(rng, 0.5), chance(rng, 0.5)
    shots = tuple(
        _plan_shot(rng, subject, start, size=size, moving=moving, shaky=shaky) for start in starts
    )
    return Camera(shots=shots, size=size, backdrop_size=backdrop_size)


def _plan_shot(
    rng: np.random.Generator,
    subject: Subject,
    start: float,
    *,
    size: tuple[int, int],
    moving: bool,
    shaky: bool,
) -> Shot:
    share = rng.uniform(0.7, 0.88)
    zoom = share * min(size[1], 0.95 * size[0]) / subject.height
    return Shot(
        start_seconds=start,
        offset=(
            float(rng.uniform(-0.09, 0.09) * size[0] / zoom),
            float(rng.uniform(-0.62, -0.5) * subject.height),
        ),
        zoom=float(zoom),
        pan=between(rng, -6, 6) if moving else 0.0,
        zoom_rate=between(rng, -0.015, 0.02) if moving else 0.0,
        shake=between(rng, 0.5, 2.0) if shaky else 0.0,
        follow=float(rng.choice([0.0, 0.6, 0.9])),
    )
