"""The filmstrip in true pixels, for terminals with kitty graphics or sixel.

Needs the extra `miner[graphics]`. Times stay text, so that they are readable in every size.
"""

from __future__ import annotations

from PIL import Image
from textual.containers import Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from review_ui.filmstrips import CellGrid, Filmstrip, arrange_cells
from review_ui.graphics import Drawing
from review_ui.store import ClipCard

from .filmstrip_view import NO_ROOM_NOTICE, cell_label, contact_row, nearest_cell

_CELL_PIXELS = (10, 20)
"""Pixels drawn per terminal cell; the terminal scales them to its own font."""


class GraphicFilmstrip(Vertical):
    """Draws one filmstrip through the terminal's image protocol."""

    def __init__(self, *, method: Drawing, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._method = method
        self._strip = Filmstrip()
        self._seconds: tuple[float, ...] = ()
        self._peak: int | None = None

    def show(self, card: ClipCard, strip: Filmstrip) -> None:
        """Show a card's filmstrip."""
        self._strip = strip
        self._seconds = card.strip_seconds
        self._peak = nearest_cell(card.strip_seconds, card.peak_seconds)
        self._rebuild()

    def on_resize(self) -> None:
        """Lay the cells out anew."""
        self._rebuild()

    def _rebuild(self) -> None:
        if self.size.width and self.size.height:
            with self.app.batch_update():
                self.remove_children()
                self.mount_all(self._rows())

    def _rows(self) -> list[Widget]:
        if not self._strip.cells:
            return [Static(Content(self._strip.notice), classes="notice")]
        grid = arrange_cells(
            len(self._strip.cells),
            aspect=self._strip.aspect,
            width=self.size.width,
            height=self.size.height,
        )
        if grid is None:
            return [Static(Content(NO_ROOM_NOTICE), classes="notice")]
        rows: list[Widget] = []
        for first in range(0, len(self._seconds), grid.columns):
            cells = list(range(first, min(first + grid.columns, len(self._seconds))))
            rows += [self._pictures(cells, grid), self._labels(cells, grid)]
        return rows

    def _pictures(self, cells: list[int], grid: CellGrid) -> Widget:
        across, down = _CELL_PIXELS
        pixels = contact_row(
            [self._strip.cells[cell] for cell in cells],
            width=grid.cell_width * across,
            height=grid.cell_height * down,
            gap=across,
        )
        widget = _image_widget(self._method, Image.fromarray(pixels))
        widget.styles.width = len(cells) * (grid.cell_width + 1) - 1
        widget.styles.height = grid.cell_height
        return widget

    def _labels(self, cells: list[int], grid: CellGrid) -> Static:
        labels = Content(" ").join(
            Content(
                cell_label(self._seconds[cell], grid.cell_width, is_peak=cell == self._peak).center(
                    grid.cell_width
                )
            ).stylize("bold" if cell == self._peak else "dim")
            for cell in cells
        )
        return Static(labels, classes="times")


def _image_widget(method: Drawing, image: Image.Image) -> Widget:
    from textual_image.widget import SixelImage, TGPImage

    widget: Widget = SixelImage(image) if method == "sixel" else TGPImage(image)
    return widget
