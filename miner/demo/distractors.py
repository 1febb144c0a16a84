"""What moves in a drawn scene beside the person that matters: passers-by, cars, balls, birds."""

from dataclasses import dataclass
from math import sin, tau
from typing import Protocol

import numpy as np

from .backdrops import Place
from .camera import Framing
from .figures import Look, draw_person, fade_look, random_look
from .lots import between, chance, either_way, pick
from .motions import IDLE_MOTIONS, Motion, walk
from .paint import Canvas, Colour, disc, fill, hsv, shade, soft_oval, stroke
from .script import STRIDE
from .skeleton import Points, solve_joints

OFF_SCREEN = 60
"""Pixels beside the frame beyond which nobody needs to be drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The floor of a backdrop, on which everything has its size by perspective."""

    width: int
    """Width of the backdrop."""
    floor: float
    """Row where the ground begins."""
    horizon: float
    """Row of the vanishing line."""
    eye_height: float
    """Metres that the camera is above the ground."""

    def scale_at(self, y: float) -> float:
        """Return the pixels that a metre measures on row `y`."""
        return (y - self.horizon) / self.eye_height


class Distractor(Protocol):
    """Something that is drawn behind the actor."""

    @property
    def y(self) -> float:
        """Row that it is on: nearer things are on lower rows."""
        ...

    def draw(self, canvas: Canvas, framing: Framing, seconds: float) -> None:
        """Draw it as it is at an instant."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Passerby:
    """Somebody who walks by or stands about."""

    look: Look
    """How the person looks."""
    motion: Motion
    """What the person does."""
    x: float
    """Column of the backdrop at time 0."""
    y: float
    """Row of the ground that the person is on."""
    scale: float
    """Pixels a metre on that row."""
    period_seconds: float
    """Length of a stride or of a sway."""
    heading: int
    """To the right (1) or left (-1)."""

    def draw(self, canvas: Canvas, framing: Framing, seconds: float) -> None:
        """Draw the person."""
        turns = seconds / self.period_seconds
        walked = STRIDE * self.look.build.height * turns if self.motion is walk else 0.0
        x = self.x + self.heading * walked * self.scale
        yaw = 85.0 * self.heading if self.motion is walk else 40.0 * self.heading
        view = framing.view(x, self.y, scale=self.scale, yaw=yaw)
        if -OFF_SCREEN < view.x < canvas.shape[1] + OFF_SCREEN:
            draw_person(canvas, self.look, solve_joints(self.motion(turns), self.look.build), view)


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """A car that drives along a row of the backdrop."""

    colour: Colour
    """Paint."""
    x: float
    """Column of its rear at time 0."""
    y: float
    """Row of its wheels."""
    scale: float
    """Pixels a metre."""
    speed: float
    """Metres a second, to the right if positive."""

    def draw(self, canvas: Canvas, framing: Framing, seconds: float) -> None:
        """Draw the car."""
        view = framing.view(self.x + self.speed * self.scale * seconds, self.y, scale=self.scale)
        face = 1 if self.speed >= 0 else -1
        soft_oval(canvas, (view.x, view.y), (2.1 * view.scale, 0.25 * view.scale), darkness=0.35)

        def at(points: list[tuple[float, float]]) -> Points:
            return np.array(
                [(view.x + face * x * view.scale, view.y - y * view.scale) for x, y in points]
            )

        fill(canvas, at(_CAR_BODY), self.colour)
        fill(canvas, at(_CAR_GLASS), (150, 190, 210))
        fill(canvas, at([(0.0, 0.85), (0.08, 0.85), (0.08, 1.4), (0.0, 1.4)]), self.colour)
        for wheel in (-1.25, 1.25):
            centre = at([(wheel, 0.3)])[0]
            disc(canvas, (centre[0], centre[1]), 0.34 * view.scale, (30, 30, 34))
            disc(canvas, (centre[0], centre[1]), 0.16 * view.scale, (170, 172, 176))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ball:
    """A ball that bounces along the ground."""

    colour: Colour
    """Colour."""
    x: float
    """Column at time 0."""
    y: float
    """Row of the ground below it."""
    scale: float
    """Pixels a metre."""
    speed: float
    """Metres a second, to the right if positive."""
    bounce: float
    """Metres that it jumps."""

    def draw(self, canvas: Canvas, framing: Framing, seconds: float) -> None:
        """Draw the ball and its shadow."""
        view = framing.view(self.x + self.speed * self.scale * seconds, self.y, scale=self.scale)
        radius = 0.14 * view.scale
        lift = self.bounce * abs(sin(tau * 0.6 * seconds)) * view.scale
        soft_oval(canvas, (view.x, view.y), (radius, 0.35 * radius), darkness=0.3)
        disc(canvas, (view.x, view.y - radius - lift), radius, self.colour)
        disc(
            canvas,
            (view.x - 0.3 * radius, view.y - 1.35 * radius - lift),
            0.3 * radius,
            shade(self.colour, 0.4),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bird:
    """A bird that flaps across the sky."""

    x: float
    """Column at time 0."""
    y: float
    """Row."""
    size: float
    """Half its span in pixels."""
    speed: float
    """Pixels a second, to the right if positive."""

    def draw(self, canvas: Canvas, framing: Framing, seconds: float) -> None:
        """Draw the bird."""
        view = framing.view(self.x + self.speed * seconds, self.y, scale=self.size)
        flap = 0.5 * sin(tau * 2.2 * seconds + self.x) * view.scale
        wing = view.scale
        points = [(view.x - wing, view.y - flap), (view.x, view.y), (view.x + wing, view.y - flap)]
        stroke(canvas, points, (44, 44, 52), width=1.6)


_CAR_BODY = [
    (-2.1, 0.3), (-2.1, 0.8), (-1.5, 0.9), (-0.95, 1.45),
    (0.6, 1.45), (1.2, 0.9), (2.0, 0.8), (2.1, 0.3),
]  # fmt: skip
_CAR_GLASS = [(-1.3, 0.9), (-0.88, 1.34), (0.53, 1.34), (1.0, 0.9)]
"""Outlines in metres, the car driving to the right."""


def plan_distractors(
    rng: np.random.Generator, place: Place, ground: Ground, *, back: float
) -> tuple[Distractor, ...]:
    """Draw the lots of what else is to be seen, all of it farther away than row `back`."""
    found: list[Distractor] = []
    for _ in range(int(rng.choice([0, 0, 1, 1, 2]))):
        found.append(_plan_passerby(rng, ground, back))
    if chance(rng, 0.3):
        y = float(rng.uniform(0.5 * (ground.floor + back), back))
        found.append(
            Ball(
                colour=hsv(rng.uniform(), 0.75, 0.9),
                x=between(rng, 0, ground.width),
                y=y,
                scale=ground.scale_at(y),
                speed=between(rng, -1.2, 1.2),
                bounce=float(rng.choice([0.0, 0.5])),
            )
        )
    if place == "street":
        found += [_plan_car(rng, ground, back) for _ in range(int(rng.integers(0, 3)))]
    if place in {"street", "park"}:
        found += [_plan_bird(rng, ground) for _ in range(int(rng.integers(0, 4)))]
    return tuple(sorted(found, key=lambda thing: thing.y))


def _plan_passerby(rng: np.random.Generator, ground: Ground, back: float) -> Passerby:
    y = between(rng, ground.floor, ground.floor + 0.35 * (back - ground.floor))
    walks = chance(rng, 0.6)
    return Passerby(
        look=fade_look(random_look(rng), share=0.45),
        motion=walk if walks else pick(rng, IDLE_MOTIONS),
        x=between(rng, 0, ground.width),
        y=y,
        scale=ground.scale_at(y),
        period_seconds=float(rng.uniform(0.95, 1.3) if walks else rng.uniform(2.5, 5)),
        heading=int(rng.choice([-1, 1])),
    )


def _plan_car(rng: np.random.Generator, ground: Ground, back: float) -> Car:
    y = float(rng.uniform(0.6 * ground.floor + 0.4 * back, back))
    return Car(
        colour=hsv(rng.uniform(), rng.uniform(0.1, 0.8), rng.uniform(0.3, 0.95)),
        x=float(rng.uniform(-0.5, 1.5) * ground.width),
        y=y,
        scale=0.8 * ground.scale_at(y),
        speed=either_way(rng, 1.0, 3.5),
    )


def _plan_bird(rng: np.random.Generator, ground: Ground) -> Bird:
    return Bird(
        x=between(rng, 0, ground.width),
        y=float(rng.uniform(0.1, 0.6) * ground.floor),
        size=between(rng, 3, 8),
        speed=between(rng, -30, 30),
    )
