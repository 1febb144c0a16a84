"""A confusion matrix as a picture: names and counts while they can be read, colours beyond."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from classifiers.training.run_folder import write_whole

__all__ = ["draw_confusion", "worst_mistakes", "write_confusion"]

NAMED_CLASSES = 60
"""Up to so many classes each row and column has its name; beyond, the worst mistakes are listed."""
NUMBERED_CLASSES = 30
"""Up to so many classes the cells carry their counts."""
WORST = 40
LONGEST_NAME = 28
MATRIX_SIDE = 1000
"""Side to aim for in pixels."""
LARGEST_CELL = 48
FONT_SIZE = 13
LINE = FONT_SIZE + 5
MARGIN = 14

INK = (40, 40, 40)
PAPER = (255, 255, 255)
RIGHT = np.array((22.0, 130.0, 80.0))
WRONG = np.array((200.0, 40.0, 40.0))
"""The diagonal is green, mistakes are red; full colour means all images of the row."""

Counts = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where the matrix lies on the page."""

    left: int
    """Left edge in pixels."""
    top: int
    """Top edge in pixels."""
    cell: int
    """Side of a cell in pixels."""
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont
    """Font of all text."""


def write_confusion(counts: Counts, *, classes: Sequence[str], target: Path) -> Path:
    """Draw a confusion matrix into a PNG file.

    Raises:
        RunFolderError: the file cannot be written.
    """
    buffer = io.BytesIO()
    draw_confusion(counts, classes=classes).save(buffer, format="PNG")
    return write_whole(target, buffer.getvalue())


def draw_confusion(counts: Counts, *, classes: Sequence[str]) -> Image.Image:
    """Draw counts (C, C), row = true class, column = said class."""
    names = [shorten(name) for name in classes]
    named = len(names) <= NAMED_CLASSES
    listed = names if named else worst_mistakes(counts, classes=names, limit=WORST)
    font = ImageFont.load_default(FONT_SIZE)
    text_width = round(max(font.getlength(line) for line in listed or [""]))
    cell = min(LARGEST_CELL, max(LINE if named else 2, round(MATRIX_SIDE / len(names))))
    top = 2 * MARGIN + LINE + (text_width if named else 0)
    layout = Layout(left=text_width + 2 * MARGIN, top=top, cell=cell, font=font)
    page = blank_page(layout, side=cell * len(names), lines=len(listed))
    paste_matrix(page, counts, layout)
    if named:
        write_names(page, names, layout)
    else:
        write_list(page, listed, layout)
    if len(names) <= NUMBERED_CLASSES:
        write_counts(page, counts, layout)
    return page


def worst_mistakes(counts: Counts, *, classes: Sequence[str], limit: int) -> list[str]:
    """List the most frequent mistakes, the worst first: 'true > said: count'."""
    mistakes = counts.copy()
    np.fill_diagonal(mistakes, 0)
    worst = np.argsort(-mistakes, axis=None, kind="stable")[:limit]
    cells = [divmod(int(index), len(classes)) for index in worst]
    return [
        f"{classes[row]} > {classes[column]}: {mistakes[row, column]}"
        for row, column in cells
        if mistakes[row, column]
    ]


def blank_page(layout: Layout, *, side: int, lines: int) -> Image.Image:
    """Make a page that a matrix and a list of lines beside it fit on."""
    heading = round(layout.font.getlength(HEADING))
    width = layout.left + max(side, heading) + MARGIN
    return Image.new("RGB", (width, layout.top + max(side, lines * LINE) + MARGIN), PAPER)


HEADING = "row: true class, column: said class"


def paste_matrix(page: Image.Image, counts: Counts, layout: Layout) -> None:
    """Colour the cells by their part of the row."""
    parts = counts / np.maximum(1, counts.sum(axis=1, keepdims=True))
    # The square root lifts rare mistakes out of the white.
    depth = np.sqrt(parts)[..., None]
    full = np.where(np.eye(len(counts), dtype=bool)[..., None], RIGHT, WRONG)
    colours = (255 - depth * (255 - full)).round().astype(np.uint8)
    side = len(counts) * layout.cell
    matrix = Image.fromarray(colours).resize((side, side), Image.Resampling.NEAREST)
    page.paste(matrix, (layout.left, layout.top))
    draw = ImageDraw.Draw(page)
    edge = (layout.left - 1, layout.top - 1, layout.left + side, layout.top + side)
    draw.rectangle(edge, outline=INK)
    draw.text((layout.left, MARGIN // 2), HEADING, INK, layout.font)


def write_names(page: Image.Image, names: Sequence[str], layout: Layout) -> None:
    """Write the class names left of the rows and, upright, above the columns."""
    draw = ImageDraw.Draw(page)
    for number, name in enumerate(names):
        offset = number * layout.cell + layout.cell // 2
        place = (layout.left - MARGIN // 2, layout.top + offset)
        draw.text(place, name, INK, layout.font, anchor="rm")
        label = Image.new("RGB", (round(layout.font.getlength(name)) + 1, LINE), PAPER)
        ImageDraw.Draw(label).text((0, LINE // 2), name, INK, layout.font, anchor="lm")
        upright = label.rotate(90, expand=True)
        bottom = layout.top - MARGIN // 2
        page.paste(upright, (layout.left + offset - LINE // 2, bottom - upright.height))


def write_list(page: Image.Image, lines: Sequence[str], layout: Layout) -> None:
    """Write lines of text left of the matrix."""
    draw = ImageDraw.Draw(page)
    draw.text((MARGIN, MARGIN // 2), "worst mistakes", INK, layout.font)
    for number, line in enumerate(lines):
        draw.text((MARGIN, layout.top + number * LINE), line, INK, layout.font)


def write_counts(page: Image.Image, counts: Counts, layout: Layout) -> None:
    """Write the count into each cell that has one."""
    draw = ImageDraw.Draw(page)
    darkest = counts / np.maximum(1, counts.sum(axis=1, keepdims=True)) > 1 / 4
    for row, column in np.argwhere(counts):
        x = layout.left + int(column) * layout.cell + layout.cell // 2
        y = layout.top + int(row) * layout.cell + layout.cell // 2
        colour = PAPER if darkest[row, column] else INK
        draw.text((x, y), str(counts[row, column]), colour, layout.font, anchor="mm")


def shorten(name: str) -> str:
    """Put a class name on one line and cut a long one."""
    name = " ".join(name.split())
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"
