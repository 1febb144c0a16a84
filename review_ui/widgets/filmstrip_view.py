"""The filmstrip of a clip in block characters, the time under each cell and the peak marked."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import cv2
import numpy as np
from textual.strip import Strip
from textual.widget import Widget

from review_ui.blocks import (
    Blocks,
    LineStyle,
    Picture,
    blank_line,
    centred,
    notice_lines,
    picture_lines,
    text_line,
)
from review_ui.filmstrips import CellGrid, Filmstrip, arrange_cells
from review_ui.store import ClipCard
from review_ui.text import clock

NO_PICTURES_NOTICE = "Pictures are switched off. Judge by the times, or open the clip elsewhere."
"""Shown where graphics are `none`."""

NO_ROOM_NOTICE = "There is no room for the filmstrip. Play the clip, or enlarge the window."
"""Shown in a very low window."""

_KEPT = 8
"""Drawn filmstrips in memory: the shown one and those drawn ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """What a filmstrip is drawn on."""

    width: int
    """Cells across."""
    height: int
    """Lines."""
    blocks: Blocks
    """Characters that make the pictures."""
    style: LineStyle
    """Text and background of the window."""


class FilmstripView(Widget):
    """Draws one filmstrip as large as its size allows."""

    def __init__(self, *, blocks: Blocks, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._blocks = blocks
        self._card: ClipCard | None = None
        self._strip = Filmstrip()
        self._shown: list[Strip] | None = None
        self._drawn: OrderedDict[tuple[str, Canvas], list[Strip]] = OrderedDict()

    def show(self, card: ClipCard, strip: Filmstrip) -> None:
        """Show a card's filmstrip."""
        self._card = card
        self._strip = strip
        self._shown = None
        self.refresh()

    def on_resize(self) -> None:
        """Lay the cells out anew."""
        self._shown = None

    def draw_ahead(self, card: ClipCard, strip: Filmstrip) -> None:
        """Draw a filmstrip that will be shown soon; called from another thread."""
        self._lines(card, strip)

    def render_line(self, y: int) -> Strip:
        """Return one line of pictures or times."""
        if self._card is None:
            return blank_line(self.size.width, self.rich_style)
        if self._shown is None or len(self._shown) != self.size.height:
            self._shown = self._lines(self._card, self._strip)
        return self._shown[y]

    def _lines(self, card: ClipCard, strip: Filmstrip) -> list[Strip]:
        width, height = self.size
        canvas = Canvas(width=width, height=height, blocks=self._blocks, style=self.rich_style)
        key = (card.clip_id, canvas)
        lines = self._drawn.get(key)
        if lines is None:
            lines = draw_filmstrip(card, strip, canvas)
            self._drawn[key] = lines
            while len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        return lines


def draw_filmstrip(card: ClipCard, strip: Filmstrip, canvas: Canvas) -> list[Strip]:
    """Return the lines of a whole canvas."""
    width, height = canvas.width, canvas.height
    grid = (
        arrange_cells(len(strip.cells), aspect=strip.aspect, width=width, height=height)
        if strip.cells
        else None
    )
    if grid is None:
        notice = NO_ROOM_NOTICE if strip.cells else strip.notice
        lines = notice_lines(notice, width, canvas.style)
    else:
        lines = _grid_lines(card, strip, grid, canvas)
    return centred(lines, width=width, height=height, style=canvas.style)


def cell_label(seconds: float, width: int, *, is_peak: bool) -> str:
    """Return the text under a cell: its time, and a mark with a word where the score peaks.

    A time that lacks room loses its tenths, or gives way to a mark: half a time misleads.
    """
    full, short = clock(seconds), clock(seconds)[:-2]
    marked = (f"▲ {full} peak", f"▲{full}", f"▲{short}", "▲")
    labels = marked if is_peak else (full, short, "·")
    return next((label for label in labels if len(label) <= width), labels[-1])


def nearest_cell(seconds: tuple[float, ...], wanted: float) -> int | None:
    """Return the index of the time nearest to `wanted`; None without times."""
    return min(range(len(seconds)), key=lambda cell: abs(seconds[cell] - wanted), default=None)


def contact_row(pictures: list[Picture], *, width: int, height: int, gap: int) -> Picture:
    """Return pictures side by side, each scaled to `width` x `height`, black gaps between them."""
    row = np.zeros((height, len(pictures) * (width + gap) - gap, 3), dtype=np.uint8)
    for index, picture in enumerate(pictures):
        left = index * (width + gap)
        scaled = cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
        row[:, left : left + width] = scaled
    return row


def _grid_lines(card: ClipCard, strip: Filmstrip, grid: CellGrid, canvas: Canvas) -> list[Strip]:
    peak = nearest_cell(card.strip_seconds, card.peak_seconds)
    lines: list[Strip] = []
    for first in range(0, len(strip.cells), grid.columns):
        cells = range(first, min(first + grid.columns, len(strip.cells)))
        pictures = [_cell_picture(strip.cells[cell], grid, canvas) for cell in cells]
        labels = [
            _label(card.strip_seconds[cell], grid, canvas, is_peak=cell == peak) for cell in cells
        ]
        lines += [_beside(list(parts), canvas) for parts in zip(*pictures, strict=True)]
        lines.append(_beside(labels, canvas))
    return lines


def _cell_picture(picture: Picture, grid: CellGrid, canvas: Canvas) -> list[Strip]:
    return picture_lines(
        picture, width=grid.cell_width, height=grid.cell_height, blocks=canvas.blocks
    )


def _label(seconds: float, grid: CellGrid, canvas: Canvas, *, is_peak: bool) -> Strip:
    text = cell_label(seconds, grid.cell_width, is_peak=is_peak)
    emphasis = LineStyle(bold=True) if is_peak else LineStyle(dim=True)
    return text_line(text, grid.cell_width, canvas.style + emphasis)


def _beside(parts: list[Strip], canvas: Canvas) -> Strip:
    gap = blank_line(1, canvas.style)
    joined = [strip for part in parts for strip in (part, gap)]
    return Strip.join(joined[:-1])
