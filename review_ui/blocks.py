"""Pictures as coloured block characters, which every terminal draws, also in tmux and over SSH.

Half blocks show two pixels a cell, one above the other. Quadrants show four, but in two colours:
each cell takes the split of its pixels that loses least, so that edges are twice as sharp.

Lines are Textual `Strip`s, whose parts are Rich's segments; no other module needs Rich.
"""

from __future__ import annotations

import itertools
import textwrap
from functools import lru_cache
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.color import Color
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

Picture = NDArray[np.uint8]
"""RGB pixels, (height, width, 3)."""

LineStyle = Style
"""Colours and emphasis of a part of a line."""

Blocks = Literal["half-blocks", "quadrants"]
"""Pixels of a cell: 1 x 2 or 2 x 2."""

PIXELS_ACROSS: dict[Blocks, int] = {"half-blocks": 1, "quadrants": 2}
"""Pixels that a cell shows beside each other; it always shows two above each other."""

_SPLITS = {
    "▀": (1, 1, 0, 0),
    "▌": (1, 0, 1, 0),
    "▘": (1, 0, 0, 0),
    "▝": (0, 1, 0, 0),
    "▖": (0, 0, 1, 0),
    "▗": (0, 0, 0, 1),
    "▚": (1, 0, 0, 1),
}
"""Every way to split upper left, upper right, lower left, lower right into ink and paper; the
others are these with the colours exchanged."""

_COLOUR_MASK = np.uint8(0xF8)
"""Colours are rounded to steps of eight: hardly visible, and cells share their styles."""


def picture_lines(picture: Picture, *, width: int, height: int, blocks: Blocks) -> list[Strip]:
    """Return the picture, scaled to exactly `width` x `height` terminal cells, line by line."""
    across = PIXELS_ACROSS[blocks]
    return draw_blocks(fit_picture(picture, width=across * width, height=2 * height), blocks=blocks)


def draw_blocks(picture: Picture, *, blocks: Blocks) -> list[Strip]:
    """Return lines for a picture of whole cells; neighbours that look alike become one segment."""
    drawn = _half_blocks(picture) if blocks == "half-blocks" else _quadrants(picture)
    return [_line(glyphs, colours) for glyphs, colours in zip(*drawn, strict=True)]


def fit_picture(picture: Picture, *, width: int, height: int) -> Picture:
    """Return the picture scaled to exactly `width` x `height` pixels, sharpened when it shrinks.

    At a few dozen pixels a limb is two pixels wide; without sharpening averaging hides it.
    """
    if picture.shape[1] <= width:
        scaled = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LINEAR)
    else:
        small = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        soft = cv2.GaussianBlur(small, (0, 0), 1.0)
        scaled = cv2.addWeighted(small, 1.5, soft, -0.5, 0)
    return np.asarray(scaled, dtype=np.uint8)


def blank_line(width: int, style: Style | None = None) -> Strip:
    """Return an empty line."""
    return Strip.blank(max(0, width), style)


def text_line(text: str, width: int, style: Style) -> Strip:
    """Return text centred on a line of `width` cells."""
    return Strip([Segment(text[:width].center(width), style)], width)


def notice_lines(notice: str, width: int, style: Style) -> list[Strip]:
    """Return a sentence on as many lines as it needs."""
    return [text_line(part, width, style) for part in textwrap.wrap(notice, max(1, width - 2))]


def centred(lines: list[Strip], *, width: int, height: int, style: Style) -> list[Strip]:
    """Return exactly `height` lines of `width` cells with the given lines in their middle."""
    wide = max((line.cell_length for line in lines), default=0)
    left = blank_line((width - wide) // 2, style)
    above = (height - len(lines)) // 2
    placed = [Strip.join([left, line]).adjust_cell_length(width, style) for line in lines]
    blank = blank_line(width, style)
    return ([blank] * above + placed + [blank] * height)[:height]


def _half_blocks(picture: Picture) -> tuple[list[list[str]], Picture]:
    colours = np.concatenate([picture[0::2], picture[1::2]], axis=2) & _COLOUR_MASK
    return [["▀"] * colours.shape[1]] * colours.shape[0], colours


def _quadrants(picture: Picture) -> tuple[list[list[str]], Picture]:
    # (rows, columns, 4 pixels, 3 channels)
    corners = (picture[0::2, 0::2], picture[0::2, 1::2], picture[1::2, 0::2], picture[1::2, 1::2])
    cells = np.stack(corners, axis=2).astype(np.float32)
    ink = np.array(list(_SPLITS.values()), dtype=np.float32)
    paper = 1 - ink
    ink_means = np.einsum("rcpk,sp->rcsk", cells, ink / ink.sum(axis=1, keepdims=True))
    paper_means = np.einsum("rcpk,sp->rcsk", cells, paper / paper.sum(axis=1, keepdims=True))
    # Least squared error means the most energy kept in the two means.
    kept = (ink_means**2).sum(axis=3) * ink.sum(axis=1)
    kept += (paper_means**2).sum(axis=3) * paper.sum(axis=1)
    kept[:, :, 0] += 1  # plain areas are half blocks, which run on to longer segments
    best = kept.argmax(axis=2)
    rows, columns = np.indices(best.shape)
    means = [ink_means[rows, columns, best], paper_means[rows, columns, best]]
    glyphs = np.array(list(_SPLITS))[best].tolist()
    return glyphs, np.concatenate(means, axis=2).astype(np.uint8) & _COLOUR_MASK


def _line(glyphs: list[str], colours: Picture) -> Strip:
    runs = itertools.groupby(zip(glyphs, map(tuple, colours.tolist()), strict=True))
    segments = [
        Segment(glyph * sum(1 for _ in cells), _style(*colour)) for (glyph, colour), cells in runs
    ]
    return Strip(segments, len(glyphs))


@lru_cache(maxsize=1 << 16)
def _style(*ink_and_paper: int) -> Style:
    ink, paper = ink_and_paper[:3], ink_and_paper[3:]
    return Style(color=_colour(*ink), bgcolor=_colour(*paper))


@lru_cache(maxsize=1 << 15)
def _colour(red: int, green: int, blue: int) -> Color:
    return Color.from_rgb(red, green, blue)
