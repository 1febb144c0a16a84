"""The filmstrip of a clip in half blocks, the time under each cell and the peak marked."""

from __future__ import annotations

import cv2
import numpy as np
from textual.strip import Strip
from textual.widget import Widget

from review_ui.blocks import Blocks, Picture, blank_line, picture_lines, text_line
from review_ui.filmstrips import CellGrid, Filmstrip, arrange_cells
from review_ui.text import clock

NO_PICTURES_NOTICE = "Pictures are switched off. Judge by the times, or open the clip elsewhere."
"""Shown where graphics are `none`."""


class FilmstripView(Widget):
    """Draws one filmstrip as large as its size allows."""

    def __init__(self, *, blocks: Blocks, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._blocks = blocks
        self._strip = Filmstrip()
        self._seconds: tuple[float, ...] = ()
        self._peak: int | None = None
        self._lines: list[Strip] | None = None

    def show(self, strip: Filmstrip, *, seconds: tuple[float, ...], peak_seconds: float) -> None:
        """Show a filmstrip whose cells were taken at `seconds`."""
        self._strip = strip
        self._seconds = seconds
        self._peak = nearest_cell(seconds, peak_seconds)
        self._lines = None
        self.refresh()

    def on_resize(self) -> None:
        """Lay the cells out anew."""
        self._lines = None

    def render_line(self, y: int) -> Strip:
        """Return one line of pictures or times."""
        if self._lines is None:
            self._lines = self._draw()
        width = self.size.width
        if y >= len(self._lines):
            return blank_line(width).apply_style(self.rich_style)
        return self._lines[y].adjust_cell_length(width).apply_style(self.rich_style)

    def _draw(self) -> list[Strip]:
        width, height = self.size
        if not self._strip.cells:
            return notice_lines(self._strip.notice, width=width, height=height)
        grid = arrange_cells(
            len(self._strip.cells), aspect=self._strip.aspect, width=width, height=height
        )
        if grid is None:
            return notice_lines("There is no room for the filmstrip.", width=width, height=height)
        lines = self._grid_lines(grid)
        above = max(0, (height - len(lines)) // 2)
        left = blank_line((width - grid.width) // 2)
        return [blank_line(width)] * above + [Strip.join([left, line]) for line in lines]

    def _grid_lines(self, grid: CellGrid) -> list[Strip]:
        lines: list[Strip] = []
        for row in range(grid.rows):
            cells = range(row * grid.columns, min((row + 1) * grid.columns, len(self._seconds)))
            pictures = [self._picture(cell, grid) for cell in cells]
            lines += [
                _beside([picture[y] for picture in pictures]) for y in range(grid.cell_height)
            ]
            lines.append(_beside([self._label(cell, grid.cell_width) for cell in cells]))
        return lines

    def _picture(self, cell: int, grid: CellGrid) -> list[Strip]:
        return picture_lines(
            self._strip.cells[cell],
            width=grid.cell_width,
            height=grid.cell_height,
            blocks=self._blocks,
        )

    def _label(self, cell: int, width: int) -> Strip:
        is_peak = cell == self._peak
        return text_line(
            cell_label(self._seconds[cell], width, is_peak=is_peak), width, bold=is_peak
        )


def cell_label(seconds: float, width: int, *, is_peak: bool) -> str:
    """Return the text under a cell: its time, and a mark with a word where the score peaks."""
    if not is_peak:
        return clock(seconds)
    full = f"▲ {clock(seconds)} peak"
    return full if len(full) <= width else f"▲{clock(seconds)}"


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


def notice_lines(notice: str, *, width: int, height: int) -> list[Strip]:
    """Return a sentence in the middle of the given room."""
    return [blank_line(width)] * max(0, height // 2) + [text_line(notice, width)]


def _beside(parts: list[Strip]) -> Strip:
    joined: list[Strip] = []
    for part in parts:
        joined += [part, blank_line(1)]
    return Strip.join(joined[:-1])
