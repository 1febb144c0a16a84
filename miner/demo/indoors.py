"""Places under a roof: the gym and the room."""

import numpy as np

from .lots import chance
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


def paint_gym(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    """Paint a gym whose ground begins on row `floor`."""
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


def paint_room(canvas: Canvas, rng: np.random.Generator, floor: float) -> None:
    """Paint a room whose ground begins on row `floor`."""
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
    roughen(canvas, rng, floor, strength=0.07, flat=9)
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
