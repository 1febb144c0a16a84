"""Places of the drawn world: park, street, gym and room, painted once a scene.

Each place is one wide picture that the camera moves over.  Its `horizon` is the row of the
vanishing line, which fixes how large a person is who stands on a given row of the ground.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np

from .lots import between, chance, pick
from .paint import (
    Canvas,
    Colour,
    box,
    cloth,
    disc,
    fill,
    hsv,
    oval,
    shade,
    soft_oval,
    stroke,
    vertical_gradient,
    weave,
)

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


def _paint_park(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    height, width = canvas.shape[:2]
    _paint_sky(canvas, rng, floor)
    leaf = rng.uniform(0.2, 0.42)
    for layer in range(2):
        _paint_hills(canvas, rng, floor, hsv(leaf, 0.25 + 0.15 * layer, 0.75 - 0.15 * layer))
    grass = hsv(rng.uniform(0.19, 0.36), rng.uniform(0.35, 0.75), rng.uniform(0.45, 0.8))
    vertical_gradient(canvas, (floor, height), (shade(grass, 0.12), shade(grass, -0.25)))
    _roughen(canvas, rng, floor, strength=0.14, flat=5)
    if chance(rng, 0.6):
        _paint_path(canvas, rng, floor)
    for _ in range(int(rng.integers(3, 9))):
        spot = (rng.uniform(0, width), floor + rng.uniform(-0.01, 0.05) * height)
        _paint_tree(
            canvas, rng, spot, height * rng.uniform(0.22, 0.5), leaf + rng.uniform(-0.06, 0.06)
        )
    if chance(rng, 0.5):
        _paint_bench(
            canvas,
            (rng.uniform(0.1, 0.8) * width, floor + 0.07 * height),
            height * 0.09,
            hsv(0.08, 0.6, 0.5),
        )
    _paint_flowers(canvas, rng, floor)


def _paint_street(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    height, width = canvas.shape[:2]
    _paint_sky(canvas, rng, floor)
    left = -rng.uniform(0, 0.1) * width
    while left < width:
        right = left + rng.uniform(0.14, 0.32) * width
        _paint_house(canvas, rng, (left, floor - height * rng.uniform(0.2, 0.5)), (right, floor))
        left = right
    pavement = hsv(rng.uniform(0.05, 0.65), rng.uniform(0.02, 0.14), rng.uniform(0.55, 0.8))
    kerb = floor + rng.uniform(0.06, 0.14) * height
    vertical_gradient(canvas, (floor, kerb), (shade(pavement, -0.1), pavement))
    road = hsv(rng.uniform(0.5, 0.7), 0.05, rng.uniform(0.28, 0.5))
    vertical_gradient(canvas, (kerb, height), (shade(road, 0.1), shade(road, -0.1)))
    box(canvas, (0, kerb - 2), (width, kerb + 3), shade(pavement, 0.35))
    _roughen(canvas, rng, floor, strength=0.08, flat=2)
    _paint_lane(canvas, rng, kerb)
    for _ in range(int(rng.integers(0, 3))):
        spot = (rng.uniform(0, width), floor + 0.03 * height)
        if chance(rng, 0.5):
            _paint_tree(canvas, rng, spot, height * rng.uniform(0.25, 0.4), rng.uniform(0.2, 0.4))
        else:
            _paint_lamp(canvas, spot, height * rng.uniform(0.35, 0.5))


def _paint_gym(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    height, width = canvas.shape[:2]
    wall = hsv(rng.uniform(), rng.uniform(0.05, 0.5), rng.uniform(0.5, 0.95))
    vertical_gradient(canvas, (0, floor), (wall, shade(wall, -0.12)))
    band = rng.uniform(0.45, 0.8) * floor
    box(canvas, (0, band), (width, floor), shade(wall, -rng.uniform(0.2, 0.45)))
    left = rng.uniform(0, 0.2) * width
    while left < 0.85 * width:
        right = left + rng.uniform(0.15, 0.3) * width
        _paint_window(canvas, rng, (left, floor * 0.15), (right, floor * rng.uniform(0.5, 0.75)))
        left = right + rng.uniform(0.05, 0.2) * width
    _paint_floor(canvas, rng, floor)
    if chance(rng, 0.7):
        _paint_rack(canvas, rng, (rng.uniform(0.02, 0.7) * width, floor), height * 0.2)
    for _ in range(int(rng.integers(0, 4))):
        radius = height * rng.uniform(0.02, 0.06)
        spot = (rng.uniform(0, width), floor + rng.uniform(0.0, 0.05) * height)
        _paint_ball(canvas, spot, radius, hsv(rng.uniform(), 0.7, 0.85))
    if chance(rng, 0.6):
        _paint_mat(canvas, rng, floor)


def _paint_room(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    height, width = canvas.shape[:2]
    wall = hsv(rng.uniform(), rng.uniform(0.05, 0.45), rng.uniform(0.6, 0.97))
    vertical_gradient(canvas, (0, floor), (shade(wall, 0.1), shade(wall, -0.08)))
    if chance(rng, 0.5):
        _paint_stripes(canvas, rng, floor, shade(wall, float(rng.choice([-0.07, 0.12]))))
    box(canvas, (0, floor - 0.02 * height), (width, floor), shade(wall, 0.4))
    left = rng.uniform(0.05, 0.6) * width
    _paint_window(canvas, rng, (left, floor * 0.12), (left + 0.22 * width, floor * 0.62))
    for _ in range(int(rng.integers(1, 4))):
        _paint_picture(canvas, rng, floor)
    _paint_floor(canvas, rng, floor)
    if chance(rng, 0.6):
        rug = hsv(rng.uniform(), rng.uniform(0.3, 0.7), rng.uniform(0.4, 0.85))
        spot = (rng.uniform(0.3, 0.7) * width, floor + 0.6 * (height - floor))
        for ring in range(3):
            radii = (width * (0.26 - 0.05 * ring), (height - floor) * (0.3 - 0.06 * ring))
            oval(canvas, spot, radii, shade(rug, 0.22 * ring))
    if chance(rng, 0.7):
        _paint_sofa(canvas, rng, (rng.uniform(0, 0.75) * width, floor), height * 0.17)
    if chance(rng, 0.6):
        _paint_plant(
            canvas, rng, (rng.uniform(0.03, 0.97) * width, floor + 0.04 * height), height * 0.2
        )


_PAINTERS: dict[Place, Callable[[Canvas, np.random.Generator, float], None]] = {
    "park": _paint_park,
    "street": _paint_street,
    "gym": _paint_gym,
    "room": _paint_room,
}


def _paint_sky(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    sky = hsv(pick(rng, [0.55, 0.58, 0.6, 0.08, 0.92]), rng.uniform(0.1, 0.5), rng.uniform(0.75, 1))
    vertical_gradient(canvas, (0, floor), (sky, shade(sky, 0.55)))
    height, width = canvas.shape[:2]
    for _ in range(int(rng.integers(0, 6))):
        x, y = rng.uniform(0, width), rng.uniform(0.02, 0.6) * floor
        for _ in range(4):
            centre = (x + rng.uniform(-0.06, 0.06) * width, y + rng.uniform(-0.01, 0.01) * height)
            oval(
                canvas,
                centre,
                (width * rng.uniform(0.02, 0.06), height * rng.uniform(0.01, 0.025)),
                shade(sky, 0.75),
            )


def _paint_hills(canvas: Canvas, rng: np.random.Generator, floor: float, colour: Colour) -> None:
    width = canvas.shape[1]
    columns = np.linspace(0, width, 24)
    crest = floor * (0.86 + 0.06 * np.sin(columns / width * rng.uniform(4, 12) + rng.uniform(0, 6)))
    rows = crest + rng.uniform(-0.02, 0.02, 24) * floor
    outline = [*zip(columns, rows, strict=True), (width, floor), (0, floor)]
    fill(canvas, outline, colour)


def _paint_path(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    height, width = canvas.shape[:2]
    sand = hsv(rng.uniform(0.06, 0.13), rng.uniform(0.15, 0.4), rng.uniform(0.65, 0.9))
    far, near = rng.uniform(0, width), rng.uniform(0, width)
    corners = [
        (far, floor),
        (far + 0.04 * width, floor),
        (near + 0.4 * width, height),
        (near, height),
    ]
    fill(canvas, corners, sand)


def _paint_tree(
    canvas: Canvas, rng: np.random.Generator, spot: tuple[float, float], size: float, hue: float
) -> None:
    x, y = spot
    soft_oval(canvas, spot, (0.3 * size, 0.05 * size), darkness=0.25)
    bark = hsv(0.07, 0.5, rng.uniform(0.25, 0.45))
    fill(
        canvas,
        [
            (x - 0.04 * size, y),
            (x + 0.04 * size, y),
            (x + 0.025 * size, y - 0.6 * size),
            (x - 0.025 * size, y - 0.6 * size),
        ],
        bark,
    )
    leaves = hsv(hue, rng.uniform(0.4, 0.8), rng.uniform(0.3, 0.65))
    for layer in range(3):
        for _ in range(5):
            offset = rng.uniform(-1, 1, 2) * (0.22 - 0.04 * layer) * size
            centre = (
                x + offset[0] - 0.03 * layer * size,
                y - 0.72 * size + offset[1] - 0.03 * layer * size,
            )
            disc(
                canvas,
                centre,
                size * rng.uniform(0.1, 0.18) * (1 - 0.2 * layer),
                shade(leaves, 0.1 * layer),
            )


def _paint_bench(canvas: Canvas, spot: tuple[float, float], size: float, colour: Colour) -> None:
    x, y = spot
    for leg in (0.1, 1.9):
        box(
            canvas,
            (x + leg * size, y - 0.5 * size),
            (x + (leg + 0.08) * size, y),
            shade(colour, -0.5),
        )
    for board, lift in enumerate((0.5, 0.75, 0.98)):
        box(
            canvas,
            (x, y - (lift + 0.14) * size),
            (x + 2.1 * size, y - lift * size),
            shade(colour, 0.1 * board),
        )


def _paint_flowers(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    height, width = canvas.shape[:2]
    colour = hsv(rng.uniform(), 0.6, 0.95)
    for _ in range(int(rng.integers(0, 40))):
        y = rng.uniform(floor + 0.05 * height, height)
        disc(canvas, (rng.uniform(0, width), y), 0.6 + 2.0 * (y - floor) / height, colour)


def _paint_house(
    canvas: Canvas, rng: np.random.Generator, corner: tuple[float, float], far: tuple[float, float]
) -> None:
    wall = hsv(rng.uniform(), rng.uniform(0.08, 0.5), rng.uniform(0.4, 0.9))
    box(canvas, corner, far, wall)
    box(canvas, corner, (far[0], corner[1] + 5), shade(wall, -0.3))
    glass = hsv(0.57, 0.3, rng.uniform(0.3, 0.95))
    columns, rows = int(rng.integers(2, 5)), int(rng.integers(2, 5))
    step_x, step_y = (far[0] - corner[0]) / columns, (far[1] - corner[1]) / rows
    for row in range(rows):
        for column in range(columns):
            x, y = corner[0] + (column + 0.22) * step_x, corner[1] + (row + 0.25) * step_y
            lit = shade(glass, float(rng.choice([-0.25, 0.0, 0.3])))
            box(
                canvas,
                (x - 1, y - 1),
                (x + 0.56 * step_x + 1, y + 0.55 * step_y + 1),
                shade(wall, 0.4),
            )
            box(canvas, (x, y), (x + 0.56 * step_x, y + 0.55 * step_y), lit)


def _paint_lane(canvas: Canvas, rng: np.random.Generator, kerb: float) -> None:
    height, width = canvas.shape[:2]
    y = kerb + rng.uniform(0.35, 0.6) * (height - kerb)
    thick = 0.012 * height
    for x in np.arange(rng.uniform(-0.2, 0) * width, width, 0.22 * width):
        fill(
            canvas,
            [
                (x, y),
                (x + 0.11 * width, y),
                (x + 0.105 * width, y + thick),
                (x - 0.005 * width, y + thick),
            ],
            (226, 222, 200),
        )


def _paint_lamp(canvas: Canvas, spot: tuple[float, float], size: float) -> None:
    x, y = spot
    stroke(
        canvas,
        [(x, y), (x, y - size), (x + 0.15 * size, y - size)],
        (60, 62, 66),
        width=size * 0.025,
    )
    disc(canvas, (x + 0.16 * size, y - 0.98 * size), size * 0.035, (250, 240, 190))


def _paint_window(
    canvas: Canvas, rng: np.random.Generator, corner: tuple[float, float], far: tuple[float, float]
) -> None:
    light = hsv(rng.uniform(0.5, 0.62), rng.uniform(0.08, 0.4), rng.uniform(0.75, 1.0))
    box(canvas, (corner[0] - 3, corner[1] - 3), (far[0] + 3, far[1] + 3), (236, 232, 226))
    box(canvas, corner, far, light)
    x0, y0, width, height = *corner, far[0] - corner[0], far[1] - corner[1]
    glint = [
        (x0 + 0.1 * width, y0 + height),
        (x0 + 0.5 * width, y0),
        (x0 + 0.7 * width, y0),
        (x0 + 0.3 * width, y0 + height),
    ]
    fill(canvas, glint, shade(light, 0.4))
    stroke(canvas, [(x0 + width / 2, y0), (x0 + width / 2, far[1])], (236, 232, 226), width=2)


def _paint_floor(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    height, width = canvas.shape[:2]
    wood = hsv(rng.uniform(0.03, 0.12), rng.uniform(0.15, 0.6), rng.uniform(0.4, 0.85))
    if chance(rng, 0.35):
        wood = hsv(rng.uniform(), rng.uniform(0.03, 0.25), rng.uniform(0.3, 0.7))
    vertical_gradient(canvas, (floor, height), (shade(wood, -0.12), shade(wood, 0.08)))
    _roughen(canvas, rng, floor, strength=0.07, flat=9)
    centre, seam = rng.uniform(0.3, 0.7) * width, shade(wood, -0.22)
    for board in np.linspace(-3, 3, int(rng.integers(10, 24))):
        stroke(
            canvas,
            [(centre + board * 0.3 * width, floor), (centre + board * width, height)],
            seam,
            width=1,
        )


def _paint_rack(
    canvas: Canvas, rng: np.random.Generator, spot: tuple[float, float], size: float
) -> None:
    x, y = spot
    for leg in (0.0, 1.9):
        box(
            canvas,
            (x + leg * size, y - size),
            (x + (leg + 0.08) * size, y + 0.05 * size),
            (58, 60, 66),
        )
    for shelf in (0.2, 0.55, 0.9):
        row = y - shelf * size
        box(canvas, (x, row), (x + 1.98 * size, row + 0.05 * size), (74, 76, 82))
        metal = hsv(rng.uniform(), rng.uniform(0, 0.7), rng.uniform(0.2, 0.6))
        for bell in np.linspace(0.2, 1.7, 5):
            for end in (-0.08, 0.08):
                disc(canvas, (x + (bell + end) * size, row - 0.06 * size), 0.06 * size, metal)


def _paint_ball(canvas: Canvas, spot: tuple[float, float], radius: float, colour: Colour) -> None:
    soft_oval(canvas, spot, (radius, 0.25 * radius), darkness=0.3)
    disc(canvas, (spot[0], spot[1] - radius), radius, colour)
    disc(
        canvas, (spot[0] - 0.3 * radius, spot[1] - 1.3 * radius), 0.35 * radius, shade(colour, 0.35)
    )


def _paint_mat(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    height, width = canvas.shape[:2]
    colour = hsv(rng.uniform(), 0.55, rng.uniform(0.4, 0.85))
    x, y = rng.uniform(0.1, 0.6) * width, floor + rng.uniform(0.35, 0.65) * (height - floor)
    long, deep = 0.32 * width, 0.07 * height
    fill(
        canvas,
        [(x, y), (x + long, y), (x + long + 0.4 * deep, y + deep), (x - 0.4 * deep, y + deep)],
        colour,
    )


def _paint_stripes(canvas: Canvas, rng: np.random.Generator, floor: float, colour: Colour) -> None:
    width = canvas.shape[1]
    step = rng.uniform(0.03, 0.08) * width
    for x in np.arange(0, width, step):
        box(canvas, (x, 0), (x + 0.45 * step, floor), colour)


def _paint_picture(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    width = canvas.shape[1]
    x, y = rng.uniform(0, 0.9) * width, rng.uniform(0.08, 0.35) * floor
    long, high = rng.uniform(0.06, 0.13) * width, rng.uniform(0.16, 0.3) * floor
    box(canvas, (x - 3, y - 3), (x + long + 3, y + high + 3), hsv(0.09, 0.5, rng.uniform(0.2, 0.6)))
    sky = hsv(rng.uniform(), 0.35, 0.9)
    vertical_gradient(canvas[:, int(x) : int(x + long)], (y, y + high), (sky, shade(sky, -0.4)))


def _paint_sofa(
    canvas: Canvas, rng: np.random.Generator, spot: tuple[float, float], size: float
) -> None:
    x, y = spot
    colour = hsv(rng.uniform(), rng.uniform(0.2, 0.7), rng.uniform(0.3, 0.75))
    soft_oval(canvas, (x + 1.3 * size, y + 0.2 * size), (1.4 * size, 0.12 * size), darkness=0.3)
    box(canvas, (x, y - 0.75 * size), (x + 2.6 * size, y + 0.15 * size), colour)
    box(canvas, (x, y - 0.25 * size), (x + 2.6 * size, y + 0.2 * size), shade(colour, 0.14))
    for arm in (-0.15, 2.45):
        box(
            canvas,
            (x + arm * size, y - 0.45 * size),
            (x + (arm + 0.3) * size, y + 0.22 * size),
            shade(colour, -0.15),
        )


def _paint_plant(
    canvas: Canvas, rng: np.random.Generator, spot: tuple[float, float], size: float
) -> None:
    x, y = spot
    pot, leaf = hsv(rng.uniform(0, 0.1), 0.6, 0.7), hsv(rng.uniform(0.25, 0.4), 0.6, 0.5)
    for stem in np.linspace(-0.5, 0.5, 7):
        tip = (x + stem * size, y - size * (1.15 - abs(stem)))
        fill(
            canvas,
            [(x - 2, y - 0.3 * size), tip, (x + 0.08 * size + stem * 3, y - 0.3 * size)],
            shade(leaf, 0.4 * stem),
        )
    fill(
        canvas,
        [
            (x - 0.16 * size, y - 0.35 * size),
            (x + 0.16 * size, y - 0.35 * size),
            (x + 0.11 * size, y),
            (x - 0.11 * size, y),
        ],
        pot,
    )


def _put_out_of_focus(canvas: Canvas, rng: np.random.Generator) -> Canvas:
    """Return a place as it looks behind people on whom the lens is focused: soft and hazy."""
    haze = hsv(rng.uniform(), 0.08, rng.uniform(0.75, 0.95))
    veil = np.full_like(canvas, haze)
    share = between(rng, 0.15, 0.4)
    hazy = cv2.addWeighted(canvas, 1 - share, veil, share, 0)
    soft: Canvas = cv2.GaussianBlur(hazy, (0, 0), canvas.shape[0] * between(rng, 0.002, 0.005))
    return soft


def _roughen(
    canvas: Canvas, rng: np.random.Generator, floor: float, *, strength: float, flat: float
) -> None:
    """Give the ground a grain, `flat` times wider than high."""
    ground = canvas[int(floor) :]
    height, width = ground.shape[:2]
    grain = cloth(rng, (height, width), cell=(6 * flat, 6), octaves=3)
    weave(ground, grain, strength=strength)
