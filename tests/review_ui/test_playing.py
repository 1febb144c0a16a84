"""Playback on the real application: what is seen, how fast, and clips that do not play."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from textual.pilot import Pilot

from review_ui.app import ReviewApp
from review_ui.options import Graphics, ReviewOptions
from review_ui.session import ReviewSummary
from review_ui.store import ClipCard
from review_ui.widgets.player import Player
from tests.builders import painted_number

from .cards import ACTIONS
from .conftest import PLAIN
from .driving import drawn_picture, line, screen_lines, until, window_text
from .sqlite_store import SqliteReviewStore

WIDE = (120, 40)
"""Room for pictures of some forty columns."""


def app_over(
    clip: Path | None, cards: list[ClipCard], folder: Path, options: ReviewOptions = PLAIN
) -> ReviewApp:
    """Return the application over cards that all have this clip file."""
    played = [replace(card, clip_path=clip or folder / "gone.mp4") for card in cards]
    return ReviewApp(SqliteReviewStore(folder / "v.db", played, ACTIONS), options=options)


def shown_number(app: ReviewApp) -> int | None:
    """Return the number painted on the frame that the window shows; None without a frame."""
    picture = drawn_picture(app.screen.query_one(Player))
    return painted_number(picture) if picture.size else None


async def numbers_seen(app: ReviewApp, pilot: Pilot[ReviewSummary], *, enough: int) -> list[int]:
    """Collect different frames as the window shows them, one after another."""
    seen: list[int] = []

    def look() -> bool:
        number = shown_number(app)
        if number is not None and number not in seen[-1:]:
            seen.append(number)
        return len(seen) >= enough

    await until(pilot, look)
    return seen


async def test_frames_of_the_clip_are_shown_and_come_round(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path
) -> None:
    app = app_over(clip_file, cards, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("p", "+")
        await until(pilot, lambda: shown_number(app) is not None)
        seen = await numbers_seen(app, pilot, enough=22)  # the clip has 20

    assert set(seen) <= set(range(20))
    assert len(set(seen)) >= 6
    assert min(np.diff(seen)) < 0


async def test_trim_while_playing_loops_what_is_left(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path
) -> None:
    app = app_over(clip_file, cards, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("p")
        await until(pilot, lambda: shown_number(app) is not None)
        await pilot.press("[", "[", "]")
        await pilot.pause(0.2)
        seen = await numbers_seen(app, pilot, enough=5)

    # Frames 10 to 14 lie in the second half second of the clip's second second.
    assert set(seen) <= {10, 11, 12, 13, 14}


async def test_trim_outwards_plays_the_whole_file(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path
) -> None:
    app = app_over(clip_file, cards, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("{", "}", "p", "+", "+")
        await until(pilot, lambda: shown_number(app) is not None)

        await until(pilot, lambda: (shown_number(app) or 0) >= 15)
        await until(pilot, lambda: shown_number(app) in range(5))


@pytest.mark.parametrize(
    ("keys", "speed"),
    [("=", 2), ("++-", 2), ("++++", 8), ("-", 1)],
    ids=str,
)
async def test_speed_doubles_and_halves_within_its_bounds(
    app: ReviewApp, keys: str, speed: float
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p", *keys)

        assert app.screen.query_one(Player).speed == speed
        assert line(app, "notice") == f"Playback at {speed}x; + and - change it, p ends it."


async def test_speed_set_before_playing_says_how_to_start(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("+")

        assert line(app, "notice") == "Playback will be at 2x; p starts it."


async def test_speed_and_keys_of_the_settings_are_used(store: SqliteReviewStore) -> None:
    keys = {"play": "v", "faster": "k", "slower": "j"}
    app = ReviewApp(store, options=replace(PLAIN, playback_speed=4.0, keys=keys))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("v")

        assert line(app, "notice") == "Playback at 4x; k and j change it, v ends it."


async def test_same_key_shows_the_filmstrip_again(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path
) -> None:
    app = app_over(clip_file, cards, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await until(pilot, lambda: shown_number(app) is not None)
        during = window_text(app)
        await pilot.press("p")
        await until(pilot, lambda: "0:10.2" in window_text(app))

        assert "0:10.2" not in during
        assert not app.screen.query_one(Player).is_playing


@pytest.mark.parametrize("key", ["x", "s", "q"])
async def test_playback_ends_with_the_card(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path, key: str
) -> None:
    app = app_over(clip_file, cards, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        player = app.screen.query_one(Player)
        await until(pilot, lambda: player.is_playing)
        await pilot.press(key)

        assert not player.is_playing


async def test_playback_goes_on_at_another_window_size(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path
) -> None:
    app = app_over(clip_file, cards, tmp_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")
        await until(pilot, lambda: shown_number(app) is not None)
        small = drawn_picture(app.screen.query_one(Player)).shape
        await pilot.resize_terminal(*WIDE)
        await until(pilot, lambda: drawn_picture(app.screen.query_one(Player)).shape > small)

        assert await numbers_seen(app, pilot, enough=3)


async def test_picture_keeps_the_shape_of_the_clip(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path
) -> None:
    app = app_over(clip_file, cards, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("p")
        await until(pilot, lambda: shown_number(app) is not None)
        height, width = drawn_picture(app.screen.query_one(Player)).shape[:2]

    # Half blocks are square pixels; the clip is 64 x 48.
    assert width / height == pytest.approx(64 / 48, rel=0.05)


@pytest.mark.parametrize("graphics", ["quadrants", "none"])
async def test_clip_plays_whatever_draws_the_filmstrip(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path, graphics: Graphics
) -> None:
    app = app_over(clip_file, cards, tmp_path, replace(PLAIN, graphics=graphics))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("p")

        await until(pilot, lambda: "▀▀▀▀" in "".join(screen_lines(app)[4:-5]))


def broken_clip(kind: str, folder: Path, clip_file: Path) -> Path:
    """Return a file that does not play."""
    path = folder / f"{kind}.mp4"
    content = {"text": b"no video at all", "empty": b"", "cut": clip_file.read_bytes()[:400]}
    if kind == "folder":
        path.mkdir()
    elif kind in content:
        path.write_bytes(content[kind])
    return path


@pytest.mark.parametrize("kind", ["gone", "text", "empty", "cut", "folder"])
async def test_clip_that_does_not_play_says_so_and_can_be_judged(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path, kind: str
) -> None:
    app = app_over(broken_clip(kind, tmp_path, clip_file), cards, tmp_path)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("p")
        await until(pilot, lambda: "Cannot open" in window_text(app))
        await pilot.press("b", "1", "p", "p")
        await pilot.pause()

        assert app.session.progress.bad == 1
        assert "0:10.2" in window_text(app)


async def test_clip_damaged_at_its_end_plays_up_to_there(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path
) -> None:
    path = shutil.copy(clip_file, tmp_path / "damaged.mp4")
    content = bytearray(Path(path).read_bytes())
    middle = content.index(b"mdat") + (len(content) - content.index(b"mdat")) // 2
    content[middle : middle + 40] = bytes(40)
    Path(path).write_bytes(content)
    app = app_over(Path(path), cards, tmp_path)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("p")

        await until(pilot, lambda: shown_number(app) in range(20))
