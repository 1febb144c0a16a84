"""The filmstrip as it is drawn: true colours in their places, and sentences in their stead."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from review_ui.app import ReviewApp
from review_ui.filmstrips import FilmstripCache, load_filmstrip
from review_ui.graphics import Drawing, blocks_of, probe_graphics
from review_ui.options import Graphics
from review_ui.store import ClipCard
from review_ui.widgets.filmstrip_view import contact_row, nearest_cell
from review_ui.widgets.graphic_filmstrip import GraphicFilmstrip

from .cards import STRIP_COLOURS, make_card, write_strip
from .conftest import PLAIN
from .driving import drawn_picture, screen_lines, shown_clip, window_text
from .sqlite_store import SqliteReviewStore

BY_TERMINAL = pytest.mark.parametrize("graphics", ["sixel", "kitty"])
"""Drawing methods of the extra `miner[graphics]`."""


def app_over(card: ClipCard, folder: Path, graphics: Graphics) -> ReviewApp:
    """Return the application over one card."""
    store = SqliteReviewStore(folder / "v.db", [card])
    return ReviewApp(store, options=replace(PLAIN, graphics=graphics))


async def test_cells_are_drawn_left_to_right_in_their_colours(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        picture = drawn_picture(app.screen.query_one("#strip"))

    # Two rows of two or one of four: pixels of each colour, in reading order.
    height, width = picture.shape[:2]
    assert width in range(60, 79)
    for cell, colour in enumerate(STRIP_COLOURS):
        across = picture[height // 2, (2 * cell + 1) * width // 8]
        assert np.abs(across.astype(int) - colour).max() <= 8


async def test_another_card_shows_its_own_filmstrip(tmp_path: Path) -> None:
    first, second = (make_card(name, folder=tmp_path) for name in ("c0", "c1"))
    assert second.strip_path is not None
    Image.new("RGB", (256, 48), (250, 250, 250)).save(second.strip_path)
    app = ReviewApp(SqliteReviewStore(tmp_path / "v.db", [first, second]), options=PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x")
        await pilot.pause()
        after = drawn_picture(app.screen.query_one("#strip"))
        await pilot.press("u")
        await pilot.pause()
        back = drawn_picture(app.screen.query_one("#strip"))

    assert after.min() >= 240
    assert back.min() < 60


async def test_filmstrip_in_a_very_low_place_gives_way_to_a_sentence(tmp_path: Path) -> None:
    card = make_card("c", folder=tmp_path)
    card = replace(card, strip_seconds=tuple(float(second) for second in range(24)))
    app = app_over(card, tmp_path, "half-blocks")
    async with app.run_test(size=(48, 14)) as pilot:
        await pilot.pause()
        text = " ".join(screen_lines(app))

    # 24 pictures on 46 x 8 would be 4 x 1 at most.
    assert "There is no room for the filmstrip." in text
    assert "▀" not in text


async def test_without_pictures_there_are_words(tmp_path: Path) -> None:
    app = app_over(make_card("c", folder=tmp_path), tmp_path, "none")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = window_text(app)
        await pilot.press("x")

    assert "Pictures are switched off." in text
    assert "▀" not in text
    assert app.session.progress.no == 1


@BY_TERMINAL
@pytest.mark.parametrize(
    ("size", "has_strip", "sentence"),
    [
        ((80, 24), False, "There is no filmstrip for this clip."),
        ((48, 14), True, "0:10.2"),
    ],
    ids=["no-strip", "small"],
)
async def test_true_pixels_say_what_is_missing(
    tmp_path: Path, graphics: Graphics, size: tuple[int, int], has_strip: bool, sentence: str
) -> None:
    pytest.importorskip("textual_image", reason="the extra miner[graphics] is not installed")
    card = make_card("c", folder=tmp_path)
    app = app_over(card if has_strip else replace(card, strip_path=None), tmp_path, graphics)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()

        assert sentence in "\n".join(screen_lines(app))


@BY_TERMINAL
async def test_true_pixels_follow_the_window_and_the_cards(
    store: SqliteReviewStore, graphics: Graphics
) -> None:
    pytest.importorskip("textual_image", reason="the extra miner[graphics] is not installed")
    app = ReviewApp(store, options=replace(PLAIN, graphics=graphics))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        small = app.screen.query_one(GraphicFilmstrip).children[0].size
        await pilot.resize_terminal(160, 48)
        await pilot.pause(0.1)
        large = app.screen.query_one(GraphicFilmstrip).children[0].size
        await pilot.press("x", "x", "u")
        await pilot.pause()

        assert large.width > small.width
        assert shown_clip(app) == "c1"
        assert "▲ 0:11.2 peak" in "\n".join(screen_lines(app))


@pytest.mark.parametrize(
    ("drawing", "blocks"),
    [
        ("kitty", "quadrants"),
        ("sixel", "quadrants"),
        ("quadrants", "quadrants"),
        ("none", "quadrants"),
        ("half-blocks", "half-blocks"),
    ],
)
def test_playback_is_drawn_in_blocks_everywhere(drawing: Drawing, blocks: str) -> None:
    assert blocks_of(drawing) == blocks


@pytest.mark.parametrize("wanted", ["kitty", "sixel", "quadrants", "half-blocks", "none"])
def test_method_that_is_set_is_taken_at_its_word(wanted: Graphics) -> None:
    pytest.importorskip("textual_image", reason="the extra miner[graphics] is not installed")

    assert probe_graphics(wanted) == wanted


def test_contact_row_has_black_gaps_between_pictures() -> None:
    red, blue = (np.full((8, 8, 3), colour, np.uint8) for colour in ((255, 0, 0), (0, 0, 255)))

    row = contact_row([red, blue], width=4, height=2, gap=3)

    assert row.shape == (2, 11, 3)
    assert [tuple(pixel) for pixel in row[0, [0, 3, 4, 6, 7, 10]]] == [
        (255, 0, 0),
        (255, 0, 0),
        (0, 0, 0),
        (0, 0, 0),
        (0, 0, 255),
        (0, 0, 255),
    ]


@pytest.mark.parametrize(("wanted", "cell"), [(0.0, 0), (1.4, 0), (1.6, 1), (2.0, 1), (99.0, 2)])
def test_peak_is_marked_at_the_nearest_picture(wanted: float, cell: int) -> None:
    assert nearest_cell((1.0, 2.0, 3.0), wanted) == cell


def test_no_picture_is_marked_where_there_is_none() -> None:
    assert nearest_cell((), 1.0) is None


def test_strip_narrower_than_its_cells_cannot_be_read(tmp_path: Path) -> None:
    path = write_strip(tmp_path / "strip.png")

    assert "cannot be read" in load_filmstrip(path, cells=257).notice
    assert "cannot be read" in load_filmstrip(path, cells=0).notice
    assert "There is no filmstrip" in load_filmstrip(tmp_path, cells=4).notice


def test_cache_forgets_the_oldest_filmstrips(tmp_path: Path) -> None:
    cards = [make_card(f"c{number}", folder=tmp_path) for number in range(18)]
    cache = FilmstripCache()
    first = cache.get(cards[0])
    for card in cards[1:]:
        cache.get(card)

    assert cache.get(cards[0]) is not first
