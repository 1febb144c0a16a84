"""Furniture that people use: a chair or stool, in parts that a body can be between."""

from dataclasses import dataclass

import numpy as np

from .figures import Blob, Part, View
from .lots import between, chance
from .motions import SEAT
from .paint import Colour, hsv, shade

AWAY = 0.12
"""Metres by which a chair counts as farther than it is, so that whoever sits is drawn over it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """A chair whose seat is right for somebody of a given height."""

    colour: Colour
    """Colour of the wood."""
    body_height: float
    """Metres of the person that it fits."""
    has_back: bool = True
    """Whether it is no stool."""
    width: float = 0.42
    """Metres across the seat."""

    def parts(self, view: View) -> list[Part]:
        """Return the chair standing behind somebody on the spot of `view`."""
        seat, half = SEAT * self.body_height, self.width / 2
        front, rear = -0.12, -0.54
        corners = [(-half, front), (half, front), (half, rear), (-half, rear)]
        parts = [
            self._part(view, [(x, seat, z), (x, 0.0, z)], radius=0.022, tone=-0.25)
            for x, z in corners
        ]
        parts.append(self._part(view, [(x, seat, z) for x, z in corners], radius=0.035, tone=0.0))
        if self.has_back:
            tops = [(x, seat + rise, rear) for x in (-half, half) for rise in (0.2, 0.48)]
            parts += [
                self._part(view, [(x, seat, rear), (x, seat + 0.4, rear)], radius=0.02, tone=-0.25)
                for x in (-half, half)
            ]
            parts.append(self._part(view, tops, radius=0.025, tone=0.08))
        return parts

    def _part(
        self, view: View, points: list[tuple[float, float, float]], *, radius: float, tone: float
    ) -> Part:
        pixels, near = view.project(np.array(points))
        colour = shade(self.colour, tone)
        blob = Blob(centres=pixels, radii=[radius * view.scale] * len(points), colour=colour)
        return Part(nearness=float(near.mean()) - AWAY, blobs=(blob,))


def random_chair(rng: np.random.Generator, *, body_height: float) -> Chair:
    """Draw the lots of a chair or stool."""
    return Chair(
        colour=hsv(rng.uniform(), rng.uniform(0.1, 0.8), rng.uniform(0.3, 0.9)),
        body_height=body_height,
        has_back=chance(rng, 0.7),
        width=between(rng, 0.38, 0.55),
    )
