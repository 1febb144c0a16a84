from __future__ import annotations

import numpy as np
import pytest
from rich.style import Style

from review_ui.blocks import Blocks, centred, draw_blocks, fit_picture, text_line

RED, BLUE, BLACK = (248, 0, 0), (0, 0, 248), (0, 0, 0)


def drawn(rows: list[list[tuple[int, int, int]]], blocks: Blocks) -> list[list[tuple[str, ...]]]:
    """Return (glyph, ink, paper) of every segment, line by line."""
    lines = draw_blocks(np.array(rows, dtype=np.uint8), blocks=blocks)
    return [[(part.text, *_colours(part.style or Style())) for part in line] for line in lines]


def _colours(style: Style) -> tuple[str, str]:
    assert style.color is not None
    assert style.bgcolor is not None
    return (style.color.name, style.bgcolor.name)


def test_half_block_shows_the_upper_pixel_over_the_lower() -> None:
    assert drawn([[RED], [BLUE]], "half-blocks") == [[("▀", "#f80000", "#0000f8")]]


def test_equal_neighbours_become_one_segment() -> None:
    assert drawn([[RED] * 3, [BLUE] * 3], "half-blocks") == [[("▀▀▀", "#f80000", "#0000f8")]]


@pytest.mark.parametrize(
    ("corners", "glyph", "ink", "paper"),
    [
        ([[RED, RED], [BLUE, BLUE]], "▀", "#f80000", "#0000f8"),
        ([[RED, BLUE], [RED, BLUE]], "▌", "#f80000", "#0000f8"),
        ([[BLUE, RED], [RED, BLUE]], "▚", "#0000f8", "#f80000"),
        ([[BLUE, BLUE], [BLUE, RED]], "▗", "#f80000", "#0000f8"),
        ([[RED, BLUE], [BLUE, BLUE]], "▘", "#f80000", "#0000f8"),
    ],
)
def test_quadrant_follows_the_edge(
    corners: list[list[tuple[int, int, int]]], glyph: str, ink: str, paper: str
) -> None:
    assert drawn(corners, "quadrants") == [[(glyph, ink, paper)]]


@pytest.mark.parametrize("size", [(7, 6), (300, 200)], ids=["shrunk", "enlarged"])
def test_pictures_are_scaled_to_exactly_their_place(size: tuple[int, int]) -> None:
    scaled = fit_picture(np.full((48, 64, 3), 200, dtype=np.uint8), width=size[0], height=size[1])

    assert scaled.shape == (size[1], size[0], 3)
    assert np.all(scaled == 200)


def test_centred_lines_fill_the_whole_place() -> None:
    lines = centred([text_line("ab", 2, Style())], width=6, height=3, style=Style())

    assert [line.text for line in lines] == ["      ", "  ab  ", "      "]
