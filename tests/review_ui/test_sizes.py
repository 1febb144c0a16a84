"""Windows from 48 x 14 to 200 x 60: nothing crashes, nothing that must be seen is cut."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from review_ui.app import ReviewApp
from review_ui.options import ReviewOptions
from review_ui.screens.card import CardScreen
from review_ui.store import ActionCard, ClipCard
from review_ui.widgets.filmstrip_view import cell_label

from .cards import ACTIONS, SQUAT, make_card
from .conftest import PLAIN
from .driving import line, screen_lines, shown_clip
from .sqlite_store import SqliteReviewStore

SIZES = [(48, 14), (60, 20), (80, 24), (120, 40), (200, 60)]

MUST_BE_SEEN: dict[str, tuple[list[str], tuple[str, ...]]] = {
    "card": ([], ("SQUATTING", "Can you see a human", "0:10.0 to 0:12.0", "a yes", "q quit")),
    "question": (["a"], ("Does it last", "y yes", "n no, a part", "space unsure", "esc back")),
    "bad": (["b"], ("1 does not play", "3 still", "5 other", "esc back")),
    "relabel": (["r", "j"], ("Which action", "jumping jacks", "↑ ↓ choose", "↵ keep", "esc back")),
    "comment": (["c", "h", "m"], ("Comment on this clip", "hm", "↵ keep", "esc back")),
    "help": (["?"], ("Keys", "Verdicts", "a  →", "↑ ↓ scroll", "esc back")),
    "info": (["i"], ("squatting", "with a barbell", "✗ does not", "esc back")),
    "summary": (["x", "q"], ("4 clips are left of 5.", "✗ 1 no", "q leave", "⌫ take back")),
}
"""Keys that lead to each state, and what has to be readable there in every window."""


@pytest.mark.parametrize("state", MUST_BE_SEEN)
async def test_all_that_matters_is_seen_in_every_window(
    store: SqliteReviewStore, state: str
) -> None:
    keys, parts = MUST_BE_SEEN[state]
    app = ReviewApp(store, options=ReviewOptions(graphics="half-blocks"))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
        for size in SIZES:
            await pilot.resize_terminal(*size)
            await pilot.pause()
            text = "\n".join(screen_lines(app))

            missing = [part for part in parts if part not in text]
            # From 36 lines on the name is drawn in letters of many characters.
            assert missing == (["SQUATTING"] if state == "card" and size[1] >= 36 else []), size


async def test_no_line_is_wider_than_its_window(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        for width, height in SIZES:
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            lines = screen_lines(app)

            assert len(lines) == height
            assert max(map(len, lines)) <= width


@pytest.mark.parametrize("size", [(47, 24), (80, 13), (1, 1)], ids=str)
async def test_window_without_room_says_what_it_needs_and_can_be_left(
    app: ReviewApp, size: tuple[int, int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.resize_terminal(*size)
        await pilot.press("x", "b")
        assert app.screen.has_class("-too-small")
        await pilot.press("q", "q")

    assert app.return_value is not None
    assert app.return_value.progress.judged == 0


async def test_question_stays_open_while_the_window_changes(
    store: SqliteReviewStore,
) -> None:
    app = ReviewApp(store, options=ReviewOptions(graphics="half-blocks"))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("a")
        await pilot.resize_terminal(40, 10)
        await pilot.press("y")
        small = store.progress().judged
        await pilot.resize_terminal(60, 20)
        await pilot.press("y")

    assert (small, store.progress().yes) == (0, 1)


async def test_help_scrolls_to_its_end_in_the_smallest_window(app: ReviewApp) -> None:
    async with app.run_test(size=(48, 14)) as pilot:
        await pilot.press("?", "end")
        await pilot.pause(0.4)
        text = "\n".join(screen_lines(app))
        await pilot.press("q")

        assert "[review.keys]" in text
        assert isinstance(app.screen, CardScreen)


async def test_meanings_wrap_in_their_own_column(app: ReviewApp) -> None:
    async with app.run_test(size=(48, 14)) as pilot:
        await pilot.press("?")
        await pilot.pause()
        lines = screen_lines(app)

    first = next(number for number, text in enumerate(lines) if "a  →" in text)
    assert lines[first].index("the clip shows") == lines[first + 1].index("doing the action")


async def test_chosen_action_of_many_stays_in_sight(tmp_path: Path, cards: list[ClipCard]) -> None:
    many = [ActionCard(action_id=f"a{n}", name=f"doing thing {n:02}") for n in range(60)]
    store = SqliteReviewStore(tmp_path / "v.db", cards, (SQUAT, *many))
    app = ReviewApp(store, options=PLAIN)
    async with app.run_test(size=(48, 14)) as pilot:
        await pilot.press("r", *["down"] * 15)
        await pilot.pause(0.2)
        text = "\n".join(screen_lines(app))
        await pilot.press("enter")

    assert "doing thing 15" in text
    assert "doing thing 02" not in text
    assert store.recent(1)[0].relabel_action_id == "a15"


async def test_flag_and_comment_come_before_score_and_title(app: ReviewApp) -> None:
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.press("f", "c", "o", "k", "enter", "]")
        await pilot.pause()
        facts = next(text for text in screen_lines(app) if "trimmed" in text)

    assert facts.startswith(" 0:10.0 to 0:11.5 (1.5 s trimmed)   ⚑ flagged   ✎ ok")


@pytest.mark.parametrize(
    ("seconds", "width", "is_peak", "label"),
    [
        (9.7, 13, True, "▲ 0:09.7 peak"),
        (9.7, 12, True, "▲0:09.7"),
        (9.7, 6, True, "▲0:09"),
        (9.7, 4, True, "▲"),
        (9.7, 6, False, "0:09.7"),
        (9.7, 5, False, "0:09"),
        (3723.5, 8, False, "1:02:03"),
        (3723.5, 6, False, "·"),
    ],
)
def test_times_under_pictures_are_never_half(
    seconds: float, width: int, is_peak: bool, label: str
) -> None:
    assert cell_label(seconds, width, is_peak=is_peak) == label


async def test_hours_fit_into_the_smallest_window(tmp_path: Path) -> None:
    card = replace(
        make_card("c", folder=tmp_path),
        start_seconds=5400.0,
        end_seconds=5402.0,
        peak_seconds=5401.1,
        strip_seconds=(5400.25, 5400.75, 5401.25, 5401.75),
        video_duration_seconds=7200.0,
    )
    app = ReviewApp(SqliteReviewStore(tmp_path / "v.db", [card], ACTIONS), options=PLAIN)
    async with app.run_test(size=(48, 14)) as pilot:
        await pilot.press("]")
        await pilot.pause()
        text = "\n".join(screen_lines(app))

    assert "1:30:00.0 to 1:30:01.5 (1.5 s trimmed)" in text
    assert "1:30:00" in text.partition("1:30:00.0 to")[0]


async def test_hints_give_way_but_help_and_quit_stay(app: ReviewApp) -> None:
    async with app.run_test(size=(48, 14)) as pilot:
        narrow = line(app, "hints")
        await pilot.resize_terminal(80, 24)
        await pilot.pause()
        wide = line(app, "hints")

    assert narrow == "a yes  x no  space unsure  ? help  q quit"
    assert wide.endswith("b bad  r relabel  ⌫ undo  p play  ? help  q quit")
    assert shown_clip(app) == "c0"
