"""Places under the sky: the park and the street."""

import numpy as np

from .lots import chance, pick
from .paint import (
    Canvas,
    Colour,
    box,
    disc,
    fill,
    hsv,
    oval,
    roughen,
    shade,
    soft_oval,
    stroke,
    vertical_gradient,
)


def paint_park(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    """Paint a park whose ground begins on row `floor`."""
    height, width = canvas.shape[:2]
    _paint_sky(canvas, rng, floor)
    leaf = rng.uniform(0.2, 0.42)
    for layer in range(2):
        _paint_hills(canvas, rng, floor, hsv(leaf, 0.25 + 0.15 * layer, 0.75 - 0.15 * layer))
    grass = hsv(rng.uniform(0.19, 0.36), rng.uniform(0.35, 0.75), rng.uniform(0.45, 0.8))
    vertical_gradient(canvas, (floor, height), (shade(grass, 0.12), shade(grass, -0.25)))
    roughen(canvas, rng, floor, strength=0.14, flat=5)
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


def paint_street(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    """Paint a street whose ground begins on row `floor`."""
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
    roughen(canvas, rng, floor, strength=0.08, flat=2)
    _paint_lane(canvas, rng, kerb)
    for _ in range(int(rng.integers(0, 3))):
        spot = (rng.uniform(0, width), floor + 0.03 * height)
        if chance(rng, 0.5):
            _paint_tree(canvas, rng, spot, height * rng.uniform(0.25, 0.4), rng.uniform(0.2, 0.4))
        else:
            _paint_lamp(canvas, spot, height * rng.uniform(0.35, 0.5))


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
