from __future__ import annotations

from pathlib import Path

import pytest

from review_ui.filmstrips import CellGrid, FilmstripCache, arrange_cells, load_filmstrip

from .cards import STRIP_COLOURS, make_card, write_strip


def test_filmstrip_is_sliced_into_its_cells(tmp_path: Path) -> None:
    strip = load_filmstrip(write_strip(tmp_path / "strip.png"), cells=4)

    assert [tuple(cell[20, 30]) for cell in strip.cells] == list(STRIP_COLOURS)
    assert strip.aspect == pytest.approx(64 / 48)


@pytest.mark.parametrize(
    ("content", "notice"),
    [(None, "There is no filmstrip"), (b"", "cannot be read"), (b"\x89PNG junk", "cannot be read")],
    ids=["missing", "empty", "corrupt"],
)
def test_filmstrip_that_is_not_there_says_so(
    tmp_path: Path, content: bytes | None, notice: str
) -> None:
    path = tmp_path / "strip.png"
    if content is not None:
        path.write_bytes(content)

    strip = load_filmstrip(path, cells=4)

    assert strip.cells == ()
    assert notice in strip.notice


@pytest.mark.parametrize(
    ("width", "height", "aspect", "grid"),
    [
        # 8 cells of 4:3 at 80 columns: two lines of four make the largest pictures.
        (78, 16, 4 / 3, CellGrid(rows=2, columns=4, cell_width=18, cell_height=7)),
        (200, 10, 4 / 3, CellGrid(rows=1, columns=8, cell_width=24, cell_height=9)),
        (78, 16, 9 / 16, CellGrid(rows=1, columns=8, cell_width=8, cell_height=7)),
    ],
    ids=["80x24", "wide", "portrait"],
)
def test_cells_are_arranged_as_large_as_possible(
    width: int, height: int, aspect: float, grid: CellGrid
) -> None:
    assert arrange_cells(8, aspect=aspect, width=width, height=height) == grid


def test_no_cells_are_arranged_where_they_could_not_be_seen() -> None:
    assert arrange_cells(8, aspect=4 / 3, width=20, height=2) is None


def test_cache_reads_a_filmstrip_once(tmp_path: Path) -> None:
    card = make_card("c0", folder=tmp_path)
    cache = FilmstripCache()
    first = cache.get(card)
    assert card.strip_path is not None
    card.strip_path.unlink()

    assert cache.get(card) is first
