"""Undo, redo, later and notes: nothing is lost, across clips and across restarts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from review_ui.app import ReviewApp
from review_ui.session import Draft
from review_ui.store import ClipCard

from .cards import ACTIONS, make_card
from .conftest import PLAIN
from .driving import dialog, line, shown_clip
from .sqlite_store import SqliteReviewStore

SIZE = (80, 24)


@contextmanager
def reopened(folder: Path, cards: list[ClipCard]) -> Iterator[ReviewApp]:
    """Open the same verdicts once more, as after a restart."""
    store = SqliteReviewStore(folder / "verdicts.db", cards, ACTIONS)
    yield ReviewApp(store, options=PLAIN)
    store.close()


async def test_every_verdict_of_two_sittings_can_be_taken_back(
    tmp_path: Path, cards: list[ClipCard]
) -> None:
    with reopened(tmp_path, cards) as first:
        async with first.run_test(size=SIZE) as pilot:
            await pilot.press("a", "x", "w")
    with reopened(tmp_path, cards) as second:
        async with second.run_test(size=SIZE) as pilot:
            await pilot.press("b", "1", "space")
            clips = []
            for key in ("u", "backspace", "up", "u", "u"):
                await pilot.press(key)
                clips.append(shown_clip(second))
            await pilot.press("u")

            assert clips == ["c4", "c3", "c2", "c1", "c0"]
            assert line(second, "notice") == "There is no verdict to take back."
            assert second.session.progress.judged == 0


async def test_verdict_taken_back_can_be_given_again_after_a_restart(
    tmp_path: Path, cards: list[ClipCard]
) -> None:
    with reopened(tmp_path, cards) as first:
        async with first.run_test(size=SIZE) as pilot:
            await pilot.press("x", "a", "u", "u")
    with reopened(tmp_path, cards) as second:
        async with second.run_test(size=SIZE) as pilot:
            before = shown_clip(second)
            await pilot.press("ctrl+r", "ctrl+r")

            assert (before, shown_clip(second)) == ("c0", "c2")
            assert (second.session.progress.yes, second.session.progress.no) == (1, 1)


async def test_nothing_to_give_again_is_told(app: ReviewApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("ctrl+r")

        assert line(app, "notice") == "There is no verdict to give again."


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        (["a"], "yes"),
        (["w"], "yes, whole clip"),
        (["b", "3"], "bad: still image"),
        (["r", "j", "enter"], "no, another action"),
        (["f", "space"], "unsure, flagged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_verdict_taken_back_is_named(app: ReviewApp, keys: list[str], words: str) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press(*keys, "u")

        assert line(app, "notice") == f"Taken back: {words}. Decide again, or ctrl-r."


async def test_notice_names_the_key_that_is_configured(store: SqliteReviewStore) -> None:
    options = type(PLAIN)(graphics="half-blocks", whole_clip_question=False, keys={"redo": "y"})
    app = ReviewApp(store, options=options)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("x", "u")

        assert line(app, "notice").endswith("Decide again, or y.")


async def test_notes_wait_for_a_clip_that_is_left_for_later(
    app: ReviewApp, store: SqliteReviewStore
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f", "c", "o", "d", "d", "enter", "]", "s")
        told, on_the_next = line(app, "notice"), app.session.draft
        await pilot.press("x", "x", "x", "x")
        back = (shown_clip(app), line(app, "facts"))
        await pilot.press("x")

    assert told == "Left for the end of this sitting."
    assert on_the_next == Draft()
    assert back == ("c0", "0:10.0 to 0:11.5 (1.5 s trimmed)   ⚑ flagged   ✎ odd   score 0.90   A")
    assert store.recent(1)[0].comment == "odd"


async def test_notes_wait_while_an_earlier_verdict_is_corrected(
    app: ReviewApp, store: SqliteReviewStore
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("x", "f", "u", "a")
        returned = (shown_clip(app), app.session.draft.flagged)
        await pilot.press("x")

    assert returned == ("c1", True)
    assert [(each.clip_id, each.flagged) for each in store.recent(2)] == [
        ("c1", True),
        ("c0", False),
    ]


async def test_notes_of_a_verdict_come_back_with_it(app: ReviewApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("f", "]", "x", "u")
        back = app.session.draft
        await pilot.press("f", "x", "u")

        assert back == Draft(flagged=True, trim=(10.0, 11.5))
        assert app.session.draft == Draft(trim=(10.0, 11.5))


async def test_last_clip_left_for_later_stays(tmp_path: Path) -> None:
    store = SqliteReviewStore(tmp_path / "v.db", [make_card("c", folder=tmp_path)])
    app = ReviewApp(store, options=PLAIN)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("s", "s")
        kept = shown_clip(app)
        await pilot.press("x")

        assert kept == "c"
        assert "The only clip is judged." in dialog(app)


async def test_all_clips_left_for_later_come_round_in_their_order(app: ReviewApp) -> None:
    clips = []
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(7):
            clips.append(shown_clip(app))
            await pilot.press("s")

    assert clips == ["c0", "c1", "c2", "c3", "c4", "c0", "c1"]


async def test_correcting_the_very_last_verdict_leaves_out_of_the_summary(
    app: ReviewApp, store: SqliteReviewStore
) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("x", "x", "x", "x", "x", "up", "a")

        assert "All 5 clips are judged." in dialog(app)
    assert (store.progress().yes, store.progress().no) == (1, 4)


async def test_nothing_to_take_back_leads_back_to_the_summary(tmp_path: Path) -> None:
    app = ReviewApp(SqliteReviewStore(tmp_path / "empty.db", []), options=PLAIN)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("backspace")

        assert "There is nothing to judge yet." in dialog(app)


async def test_summary_cannot_be_closed_where_nothing_is_left(app: ReviewApp) -> None:
    async with app.run_test(size=SIZE) as pilot:
        await pilot.press("x", "x", "x", "x", "x", "escape")

        assert "All 5 clips are judged." in dialog(app)
