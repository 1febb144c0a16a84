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

from review_ui.half_blocks import Picture, half_blocks

_FONT_SIZES = (17, 16, 15, 14, 13, 12, 11)
"""Sizes tried, the largest that fits wins; below 11 pixels letters lose their shape."""


class ClassTitle(Widget):
    """Shows one name as large as its size allows."""

    name_shown: reactive[str] = reactive("", layout=True)
    """Cleaned name of the class."""

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
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
        most_lines = 0 if screen_height < 32 else (5 if screen_height < 44 else 7)  # noqa: PLR2004
        ink, paper = self.styles.color.rgb, self.background_colors[1].rgb
        picture = draw_name(self.name_shown, width, 2 * most_lines, ink, paper)
        return [] if picture is None else half_blocks(picture)


@lru_cache(maxsize=64)
def draw_name(
    name: str, width: int, height: int, ink: tuple[int, int, int], paper: tuple[int, int, int]
) -> Picture | None:
    """Return the name drawn in smooth letters, at most `width` x `height` pixels; None if too big.

    Pillow's own font covers Latin letters; other names are left to the terminal's font.
    """
    if not name or not name.isascii():
        return None
    for size in _FONT_SIZES:
        font = ImageFont.load_default(size)
        left, top, right, bottom = (int(edge) for edge in font.getbbox(name))
        if right - left <= width and bottom - top <= height:
            image = Image.new("RGB", (right - left, (bottom - top + 1) // 2 * 2), paper)
            ImageDraw.Draw(image).text((-left, -top), name, fill=ink, font=font)
            return np.asarray(image, dtype=np.uint8)
    return None
