"""Places of the drawn world: park, street, gym and room, painted once a scene.

Each place is one wide picture that the camera moves over.  Its `horizon` is the row of the
vanishing line, which fixes how large a person is who stands on a given row of the ground.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from .indoors import paint_gym, paint_room
from .lots import between
from .outdoors import paint_park, paint_street
from .paint import HAZE, Canvas, cloth, weave

Place = Literal["park", "street", "gym", "room"]
PLACES: tuple[Place, ...] = ("park", "street", "gym", "room")
"""Every place there is."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Backdrop:
    """A painted place."""

    place: Place
    """What it shows."""
    canvas: Canvas
    """The picture."""
    horizon: float
    """Row of the vanishing line."""
    floor: float
    """Row where the ground begins."""


def paint_backdrop(place: Place, rng: np.random.Generator, *, size: tuple[int, int]) -> Backdrop:
    """Paint a place on a picture of `size` (width, height) pixels."""
    width, height = size
    canvas = np.zeros((height, width, 3), np.uint8)
    horizon = height * between(rng, 0.40, 0.5)
    floor = horizon + height * between(rng, 0.03, 0.1)
    _PAINTERS[place](canvas, rng, floor)
    grain = cloth(rng, (height, width), cell=(width / 3, height / 3), octaves=4)
    weave(canvas, grain, strength=between(rng, 0.03, 0.09))
    canvas = _put_out_of_focus(canvas, rng)
    return Backdrop(place=place, canvas=canvas, horizon=horizon, floor=floor)


_PAINTERS: dict[Place, Callable[[Canvas, np.random.Generator, float], None]] = {
    "park": paint_park,
    "street": paint_street,
    "gym": paint_gym,
    "room": paint_room,
}


def _put_out_of_focus(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Return a place as it looks behind people on whom the lens is focused: soft and hazy."""
    grey = cv2.cvtColor(cv2.cvtColor(canvas, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    dull, haze = between(rng, 0.25, 0.6), between(rng, 0.2, 0.4)
    muted = cv2.addWeighted(canvas, 1 - dull, grey, dull, 0)
    hazy = cv2.addWeighted(muted, 1 - haze, np.full_like(canvas, HAZE), haze, 0)
    soft = cv2.GaussianBlur(hazy, (0, 0), canvas.shape[0] * between(rng, 0.002, 0.005))
    return np.asarray(soft, np.uint8)
