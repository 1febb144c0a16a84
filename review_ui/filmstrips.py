"""Filmstrip pictures: reading, slicing into cells, and laying the cells out on the screen.

A filmstrip file is one row of equally wide cells. A terminal is rarely that wide, so
`arrange_cells` breaks the row into as many lines as make the cells largest:

    1 x 8 in a wide window:  [0][1][2][3][4][5][6][7]
    2 x 4 at 80 columns:     [ 0 ][ 1 ][ 2 ][ 3 ]
                             [ 4 ][ 5 ][ 6 ][ 7 ]
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from .blocks import Picture
from .store import ClipCard

_KEPT = 16
"""Filmstrips in memory: the shown one, those ahead, and a few to undo; about 0.5 MB each."""

MISSING_NOTICE = "There is no filmstrip for this clip. Play it to judge it."
"""Shown in place of a filmstrip that was never made or is gone."""

UNREADABLE_NOTICE = "The filmstrip of this clip cannot be read. Play it to judge it."
"""Shown in place of a damaged filmstrip."""


@dataclass(frozen=True, slots=True)
class Filmstrip:
    """The cells of a filmstrip, or a sentence that says why there are none."""

    cells: tuple[Picture, ...] = ()
    """Equally large pictures, in order of time."""
    notice: str = ""
    """Why there are no cells."""

    @property
    def aspect(self) -> float:
        """Width of a cell over its height."""
        height, width = self.cells[0].shape[:2]
        return float(width / height)


@dataclass(frozen=True, slots=True, kw_only=True)
class CellGrid:
    """Where the cells of a filmstrip lie on the screen; sizes in terminal cells."""

    rows: int
    """Lines of pictures."""
    columns: int
    """Pictures on a line."""
    cell_width: int
    """Width of a picture, without the gap beside it."""
    cell_height: int
    """Height of a picture, without the line of times below it."""

    @property
    def width(self) -> int:
        """Width of a whole line of pictures and the gaps between them."""
        return self.columns * (self.cell_width + 1) - 1


def load_filmstrip(path: Path | None, *, cells: int) -> Filmstrip:
    """Read a filmstrip file and slice it into `cells` pictures."""
    if path is None or not path.is_file():
        return Filmstrip(notice=MISSING_NOTICE)
    try:
        data = np.fromfile(path, dtype=np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR_RGB) if data.size else None
    except (OSError, cv2.error):
        picture = None
    if picture is None or cells < 1 or picture.shape[1] < cells:
        return Filmstrip(notice=UNREADABLE_NOTICE)
    width = picture.shape[1] // cells
    rgb = np.asarray(picture, dtype=np.uint8)
    return Filmstrip(tuple(rgb[:, i * width : (i + 1) * width] for i in range(cells)))


def arrange_cells(count: int, *, aspect: float, width: int, height: int) -> CellGrid | None:
    """Return the grid with the largest cells, each with a line for its time; None without room.

    A terminal cell is taken as twice as high as wide.
    """
    grids = [
        _grid(rows, -(-count // rows), aspect=aspect, width=width, height=height)
        for rows in range(1, count + 1)
    ]
    drawable = [grid for grid in grids if grid.cell_width >= 4 and grid.cell_height >= 2]  # noqa: PLR2004
    return max(drawable, key=lambda grid: (grid.cell_width, -grid.rows), default=None)


def _grid(rows: int, columns: int, *, aspect: float, width: int, height: int) -> CellGrid:
    widest = (width + 1) // columns - 1
    highest = height // rows - 1
    cell_width = max(0, min(widest, int(highest * 2 * aspect)))
    return CellGrid(
        rows=rows,
        columns=columns,
        cell_width=cell_width,
        cell_height=min(max(0, highest), round(cell_width / aspect / 2)),
    )


class FilmstripCache:
    """Filmstrips of the shown card and its neighbours; filled ahead by another thread."""

    def __init__(self) -> None:
        self._strips: OrderedDict[str, Filmstrip] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, card: ClipCard) -> Filmstrip:
        """Return the card's filmstrip, reading it when it was not read ahead."""
        with self._lock:
            known = self._strips.get(card.clip_id)
        if known is not None:
            return known
        strip = load_filmstrip(card.strip_path, cells=len(card.strip_seconds))
        with self._lock:
            self._strips[card.clip_id] = strip
            while len(self._strips) > _KEPT:
                self._strips.popitem(last=False)
        return strip
