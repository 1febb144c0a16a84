"""What the window shows: sizes, pictures, playback, dialogs and hostile text."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest

from review_ui.app import ReviewApp
from review_ui.keymap import DEFAULT_KEYMAP
from review_ui.options import Graphics
from review_ui.store import ActionCard, ClipCard
from review_ui.widgets.class_title import ClassTitle
from review_ui.widgets.player import Player

from .cards import make_card
from .conftest import PLAIN
from .driving import dialog, line, shown_clip, until, window_text
from .hostile import HOSTILE_TEXTS
from .sqlite_store import SqliteReviewStore


@pytest.mark.parametrize("graphics", ["half-blocks", "quadrants"])
async def test_filmstrip_and_its_times_are_drawn(
    store: SqliteReviewStore, graphics: Graphics
) -> None:
    app = ReviewApp(store, options=replace(PLAIN, graphics=graphics))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = window_text(app)

    assert "▀▀▀▀▀▀▀▀▀▀" in text
    for label in ("0:10.2", "0:10.7", "▲ 0:11.2 peak", "0:11.7"):
        assert label in text


@pytest.mark.parametrize("graphics", ["sixel", "kitty"])
async def test_filmstrip_in_true_pixels_keeps_its_times_as_text(
    store: SqliteReviewStore, graphics: Graphics
) -> None:
    pytest.importorskip("textual_image", reason="the extra miner[graphics] is not installed")
    app = ReviewApp(store, options=replace(PLAIN, graphics=graphics))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x")
        await pilot.pause()
        text = window_text(app)

    assert "▲ 0:11.2 peak" in text
    assert shown_clip(app) == "c1"


@pytest.mark.parametrize("size", [(48, 14), (60, 18), (80, 24), (120, 40), (200, 56)], ids=str)
async def test_every_size_has_question_pictures_and_keys(
    app: ReviewApp, size: tuple[int, int]
) -> None:
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        text = window_text(app)

    for part in ("Can you see a human", "0:10.2", "0:11.7", "0:10.0 to 0:12.0", "help", "quit"):
        assert part in text


async def test_tiny_window_asks_for_room_and_takes_no_verdict(
    app: ReviewApp, store: SqliteReviewStore
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(40, 10)
        await pilot.press("a")
        text = window_text(app)
        await pilot.resize_terminal(80, 24)
        await pilot.press("x")

    assert "The window is 40x10." in text
    assert [verdict.answer for verdict in store.recent(5)] == ["no"]


@pytest.mark.parametrize(("height", "lines"), [(24, 1), (40, 5)])
async def test_class_name_is_large_where_there_is_room(
    app: ReviewApp, height: int, lines: int
) -> None:
    async with app.run_test(size=(120, height)) as pilot:
        await pilot.pause()

        assert app.screen.query_one(ClassTitle).size.height == lines


async def test_names_beyond_latin_are_shown_plainly(tmp_path: Path) -> None:
    card = make_card("c", folder=tmp_path, action=ActionCard(action_id="j", name="縄跳び"))
    app = ReviewApp(SqliteReviewStore(tmp_path / "v.db", [card]), options=PLAIN)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()

        assert window_text(app).count("縄跳び") == 2


async def test_playback_loops_the_trimmed_clip_and_stops_with_the_card(
    tmp_path: Path, cards: list[ClipCard], clip_file: Path
) -> None:
    (tmp_path / "clip.mp4").write_bytes(clip_file.read_bytes())
    app = ReviewApp(SqliteReviewStore(tmp_path / "v.db", cards), options=PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("]", "p", "+", "+")
        played = app.screen.query_one(Player)
        await until(pilot, lambda: played.is_playing and played.position_seconds > 0)
        assert (played.speed, line(app, "notice")[:14]) == (4.0, "Playback at 4x")
        assert 0.0 <= played.position_seconds < 1.5
        await until(pilot, lambda: "0:10.2" not in window_text(app))
        await pilot.press("x")
        await until(pilot, lambda: "0:10.2" in window_text(app))

        assert not app.screen.query_one(Player).is_playing


async def test_missing_clip_and_filmstrip_are_sentences(tmp_path: Path) -> None:
    card = replace(make_card("c", folder=tmp_path), strip_path=None, curve=(), score=None)
    app = ReviewApp(SqliteReviewStore(tmp_path / "v.db", [card]), options=PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "There is no filmstrip for this clip." in window_text(app)
        await pilot.press("p")
        await until(pilot, lambda: "Cannot open" in window_text(app))
        await pilot.press("a")

        assert "The only clip is judged." in dialog(app)


async def test_help_shows_every_key_under_its_heading(app: ReviewApp) -> None:
    async with app.run_test(size=(120, 60)) as pilot:
        await pilot.press("?")
        text = dialog(app)
        await pilot.press("escape", "x")

    for part in ("Verdicts", "Trimming", "a  →", "⌫  u  ↑", "ctrl-r"):
        assert part in text
    for key in DEFAULT_KEYMAP:
        assert key.meaning in text
    assert shown_clip(app) == "c1"


async def test_info_shows_what_counts_and_where_the_clip_is_from(app: ReviewApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("i")
        text = dialog(app)

    for part in ("with a barbell", "sitting down", "https://example.org/v", "1:00.0"):
        assert part in text


def hostile_card(number: int, texts: tuple[str, ...], *, folder: Path) -> ClipCard:
    """Return a card with a text in every place that a stranger can fill."""
    title, url, name, definition, *phrases = texts
    action = ActionCard(
        action_id=f"a{number}", name=name, definition=definition, positives=tuple(phrases)
    )
    return replace(
        make_card(f"c{number}", folder=folder, action=action, title=title), source_url=url
    )


async def test_hostile_text_never_reaches_the_terminal(tmp_path: Path) -> None:
    cards = [
        hostile_card(number, HOSTILE_TEXTS[number * 10 : number * 10 + 10], folder=tmp_path)
        for number in range(len(HOSTILE_TEXTS) // 10)
    ]
    app = ReviewApp(SqliteReviewStore(tmp_path / "v.db", cards), options=PLAIN)
    shown = []
    async with app.run_test(size=(80, 24)) as pilot:
        for _ in cards:
            await pilot.press("i")
            shown += [dialog(app), *(line(app, name) for name in _CARD_LINES)]
            await pilot.press("escape", "x")
        shown.append(window_text(app))

    categories = {
        unicodedata.category(character) for character in "".join(shown) if character != "\n"
    }
    assert not categories & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


_CARD_LINES = ("question", "definition", "facts", "history", "notice")


@pytest.mark.parametrize("title", ["[red]plain[/red]", "[/]", "[bold", "[@click=app.quit()]x[/]"])
async def test_markup_in_titles_is_shown_as_it_is(tmp_path: Path, title: str) -> None:
    card = make_card("c", folder=tmp_path, title=title)
    app = ReviewApp(SqliteReviewStore(tmp_path / "v.db", [card]), options=PLAIN)
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.pause()

        assert title in window_text(app)
