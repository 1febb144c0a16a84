"""Brushes of the drawn world: anti-aliased shapes, gradients and textures on RGB arrays."""

import colorsys
from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

Canvas = npt.NDArray[np.uint8]
"""An RGB picture, shape (height, width, 3)."""

Colour = tuple[int, int, int]
"""Red, green, blue, 0-255."""

HAZE: Colour = (214, 216, 220)
"""Colour that everything far away tends to."""

FixedPoints = npt.NDArray[np.int32]
"""Points in sixteenths of a pixel."""

PointLike = Sequence[tuple[float, float]] | npt.NDArray[np.floating]

_SHIFT = 4
"""Fractional bits of the coordinates handed to OpenCV: edges land on a sixteenth of a pixel."""


def hsv(hue: float, saturation: float, value: float) -> Colour:
    """Return the colour of a hue (turns), saturation and value, each 0-1."""
    red, green, blue = colorsys.hsv_to_rgb(
        hue % 1.0, min(max(saturation, 0), 1), min(max(value, 0), 1)
    )
    return round(255 * red), round(255 * green), round(255 * blue)


def shade(colour: Colour, amount: float) -> Colour:
    """Return `colour` darkened (below 0) or lightened (above 0) by `amount`, -1 to 1."""
    return mix(colour, (255, 255, 255) if amount > 0 else (0, 0, 0), share=abs(amount))


def mix(colour: Colour, other: Colour, *, share: float) -> Colour:
    """Return the colour `share` of the way from `colour` to `other`."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(colour, other, strict=True))
    return red, green, blue


def fill(canvas: Canvas, points: PointLike, colour: Colour) -> None:
    """Fill the polygon through `points` (x, y in pixels)."""
    fill_fixed(canvas, to_fixed(points), colour)


def fill_fixed(canvas: Canvas, polygon: FixedPoints, colour: Colour) -> None:
    """Fill a polygon whose corners `to_fixed` has made."""
    cv2.fillPoly(canvas, [polygon], colour, cv2.LINE_AA, _SHIFT)


def to_fixed(points: PointLike) -> FixedPoints:
    """Return pixels as OpenCV takes them, in sixteenths; any shape."""
    scaled = np.asarray(points, np.float64) * 2**_SHIFT
    fixed: FixedPoints = np.rint(scaled).astype(np.int32)
    return fixed


def stroke(canvas: Canvas, points: PointLike, colour: Colour, *, width: float) -> None:
    """Draw an open line through `points`, `width` pixels wide."""
    cv2.polylines(
        canvas,
        [to_fixed(points)],
        isClosed=False,
        color=colour,
        thickness=max(1, round(width)),
        lineType=cv2.LINE_AA,
        shift=_SHIFT,
    )


def box(
    canvas: Canvas, corner: tuple[float, float], far: tuple[float, float], colour: Colour
) -> None:
    """Fill the upright rectangle between two opposite corners."""
    (x0, y0), (x1, y1) = corner, far
    fill(canvas, [(x0, y0), (x1, y0), (x1, y1), (x0, y1)], colour)


def disc(canvas: Canvas, centre: tuple[float, float], radius: float, colour: Colour) -> None:
    """Fill a circle."""
    x, y = (round(float(c) * 2**_SHIFT) for c in centre)
    cv2.circle(canvas, (x, y), max(1, round(radius * 2**_SHIFT)), colour, -1, cv2.LINE_AA, _SHIFT)


def oval(
    canvas: Canvas, centre: tuple[float, float], radii: tuple[float, float], colour: Colour
) -> None:
    """Fill an upright ellipse."""
    fill(canvas, np.asarray(centre) + UNIT_CIRCLE * np.asarray(radii), colour)


def soft_oval(
    canvas: Canvas, centre: tuple[float, float], radii: tuple[float, float], *, darkness: float
) -> None:
    """Darken an ellipse of the canvas: a shadow on the ground."""
    height, width = canvas.shape[:2]
    x0, x1 = (int(np.clip(centre[0] + s * (radii[0] + 2), 0, width)) for s in (-1, 1))
    y0, y1 = (int(np.clip(centre[1] + s * (radii[1] + 2), 0, height)) for s in (-1, 1))
    if x1 <= x0 or y1 <= y0:
        return
    patch = canvas[y0:y1, x0:x1]
    dark = patch.copy()
    oval(dark, (centre[0] - x0, centre[1] - y0), radii, (0, 0, 0))
    cv2.addWeighted(dark, darkness, patch, 1 - darkness, 0, dst=patch)


def vertical_gradient(
    canvas: Canvas, rows: tuple[float, float], colours: tuple[Colour, Colour]
) -> None:
    """Fill the rows from `rows[0]` to `rows[1]` with colours running downwards."""
    top, bottom = (int(np.clip(round(row), 0, canvas.shape[0])) for row in rows)
    if bottom <= top:
        return
    weight = np.linspace(0, 1, bottom - top)[:, None]
    ramp = (1 - weight) * np.array(colours[0]) + weight * np.array(colours[1])
    canvas[top:bottom] = ramp[:, None].round().astype(np.uint8)


def cloth(
    rng: np.random.Generator, shape: tuple[int, int], *, cell: tuple[float, float], octaves: int = 3
) -> npt.NDArray[np.float32]:
    """Return smooth noise of about -1 to 1 with a coarsest grain of `cell` (width, height)."""
    height, width = shape
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        columns = max(2, round(width * 2**octave / cell[0]))
        lines = max(2, round(height * 2**octave / cell[1]))
        grain = rng.uniform(-1, 1, (lines, columns)).astype(np.float32)
        smooth = cv2.resize(grain, (width, height), interpolation=cv2.INTER_CUBIC)
        total += (smooth / 2**octave).astype(np.float32)
    return total / 1.5


def weave(canvas: Canvas, grain: npt.NDArray[np.float32], *, strength: float) -> None:
    """Modulate the brightness of a canvas (in place) by noise of the same height and width."""
    textured = canvas.astype(np.float32) * (1 + strength * grain[..., None])
    np.copyto(canvas, np.clip(textured, 0, 255).astype(np.uint8))


def roughen(
    canvas: Canvas, rng: np.random.Generator, floor: float, *, strength: float, flat: float
) -> None:
    """Give the ground a grain, `flat` times wider than high."""
    ground = canvas[int(floor) :]
    height, width = ground.shape[:2]
    grain = cloth(rng, (height, width), cell=(6 * flat, 6), octaves=3)
    weave(ground, grain, strength=strength)


_ANGLES = np.linspace(0, 2 * np.pi, 20, endpoint=False)
UNIT_CIRCLE = np.stack([np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
"""Twenty points on the circle of radius one."""
