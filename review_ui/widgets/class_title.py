"""The class name in letters several lines high, or in one bold line where there is no room."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont
from textual.content import Content
from textual.geometry import Size
from textual.reactive import reactive
from textual.strip import Strip
from textual.widget import Widget

from review_ui.blocks import Picture, draw_blocks

TALL_WINDOW = 36
"""Lines of a window from which on large letters take nothing that pictures need more."""

_MOST_LINES = 5
"""Height of the largest letters."""

Colour = tuple[int, int, int]
"""Red, green, blue."""

_DRAWN_SIZE = 80
"""Letters are drawn this large and averaged down, so that every height is smooth."""

_STROKE = 2
"""Pixels added around each letter: thin strokes would be averaged away."""

_FEWEST_LINES = 4
"""Lower letters lose their shape."""


class ClassTitle(Widget):
    """Shows one name as large as its size allows."""

    name_shown: reactive[str] = reactive("", layout=True)
    """Cleaned name of the class."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return the height of the letters, one line where large ones do not fit."""
        return len(self._lines(width, viewport.height)) or 1

    def render(self) -> Content:
        """Return the name as one line of text."""
        return Content(self.name_shown.upper()).stylize("bold")

    def render_line(self, y: int) -> Strip:
        """Return one line of the large letters, or of the plain ones."""
        lines = self._lines(self.size.width, self.screen.size.height)
        return lines[y] if y < len(lines) else super().render_line(y)

    def _lines(self, width: int, screen_height: int) -> list[Strip]:
        most_lines = _MOST_LINES if screen_height >= TALL_WINDOW else 0
        ink, paper = self.colors[3].rgb, self.colors[0].rgb
        picture = draw_name(self.name_shown.upper(), width, most_lines, ink=ink, paper=paper)
        return [] if picture is None else draw_blocks(picture, blocks="quadrants")


@lru_cache(maxsize=64)
def draw_name(name: str, width: int, lines: int, *, ink: Colour, paper: Colour) -> Picture | None:
    """Return the name in smooth letters `lines` cells high, in quadrants; None when it is too wide.

    Pillow's own font covers Latin letters; other names are left to the terminal's font.
    """
    if not name or not name.isascii() or lines < _FEWEST_LINES:
        return None
    font = ImageFont.load_default(_DRAWN_SIZE)
    box = font.getbbox(name, stroke_width=_STROKE)
    left, top, right, bottom = (int(edge) for edge in box)
    # A quadrant is half as wide as high.
    pixels_wide = 2 * round((right - left) / (bottom - top) * 2 * lines)
    if pixels_wide > 2 * width:
        return draw_name(name, width, lines - 1, ink=ink, paper=paper)
    image = Image.new("RGB", (right - left, bottom - top), paper)
    draw = ImageDraw.Draw(image)
    draw.text((-left, -top), name, fill=ink, font=font, stroke_width=_STROKE)
    small = image.resize((pixels_wide, 2 * lines), Image.Resampling.BOX)
    return np.asarray(small, dtype=np.uint8)
