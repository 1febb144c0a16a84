"""The real application, driven by keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from review_ui.app import ReviewApp
from review_ui.options import ReviewOptions
from review_ui.store import ClipCard, VerdictInput

from .conftest import PLAIN
from .driving import dialog, line, shown_clip
from .sqlite_store import SqliteReviewStore


async def judged(
    store: SqliteReviewStore, *keys: str, options: ReviewOptions = PLAIN
) -> VerdictInput:
    """Press keys in a fresh application and return the newest verdict, its time left out."""
    async with ReviewApp(store, options=options).run_test(size=(80, 24)) as pilot:
        await pilot.press(*keys)
    return replace(store.recent(1)[0], seconds_taken=0.0)


@pytest.mark.parametrize(
    ("keys", "answer"),
    [
        ("a", "yes"),
        ("right", "yes"),
        ("x", "no"),
        ("left", "no"),
        ("space", "unsure"),
        ("down", "unsure"),
    ],
)
async def test_one_key_is_a_verdict(store: SqliteReviewStore, keys: str, answer: str) -> None:
    assert (await judged(store, keys)).answer == answer


@pytest.mark.parametrize(
    ("keys", "details"),
    [
        (["w"], {"answer": "yes", "covers_clip": True}),
        (["b", "3"], {"answer": "bad", "bad_reason": "still-image"}),
        (["b", "h"], {"answer": "bad", "bad_reason": "no-human"}),
        (["f", "x"], {"answer": "no", "flagged": True}),
        (["f", "f", "x"], {"answer": "no"}),
        (["c", "o", "d", "d", "enter", "x"], {"answer": "no", "comment": "odd"}),
        (["c", "o", "escape", "x"], {"answer": "no"}),
        (["r", "j", "j", "enter"], {"answer": "no", "relabel_action_id": "jacks"}),
        (["r", "down", "enter"], {"answer": "no", "relabel_action_id": "jacks"}),
        (["r", "escape", "x"], {"answer": "no"}),
        (["[", "x"], {"answer": "no", "trim": (10.5, 12.0)}),
        (["{", "]", "x"], {"answer": "no", "trim": (9.5, 11.5)}),
        (["}", "x"], {"answer": "no", "trim": (10.0, 12.5)}),
        (["m", "x"], {"answer": "no", "trim": (10.3, 12.3)}),
        (["[", "\\", "x"], {"answer": "no"}),
        (["[", "{", "x"], {"answer": "no"}),
    ],
    ids=str,
)
async def test_details_go_into_the_verdict(
    store: SqliteReviewStore, keys: list[str], details: dict[str, object]
) -> None:
    assert await judged(store, *keys) == VerdictInput(clip_id="c0", **details)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("keys", "covers_clip"),
    [
        (["a", "y"], True),
        (["a", "a"], True),
        (["a", "n"], False),
        (["a", "x"], False),
        (["a", "space"], None),
    ],
    ids=str,
)
async def test_yes_asks_whether_it_lasts(
    store: SqliteReviewStore, keys: list[str], covers_clip: bool | None
) -> None:
    options = ReviewOptions(graphics="half-blocks")

    verdict = await judged(store, *keys, options=options)

    assert (verdict.answer, verdict.covers_clip) == ("yes", covers_clip)


async def test_questions_can_be_taken_back(store: SqliteReviewStore) -> None:
    options = ReviewOptions(graphics="half-blocks")
    async with ReviewApp(store, options=options).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "escape", "b", "backspace", "q")

    assert store.progress().judged == 0


async def test_keys_of_a_question_are_shown(store: SqliteReviewStore) -> None:
    app = ReviewApp(store, options=ReviewOptions(graphics="half-blocks"))
    async with app.run_test(size=(80, 24)) as pilot:
        before = line(app, "hints")
        await pilot.press("a")
        after = line(app, "hints")

    assert before.startswith("a yes  x no  space unsure  b bad")
    assert before.endswith("⌫ undo  p play  ? help  q quit")
    assert after == "Does it last the whole clip?  y yes  n no, a part  space unsure  esc back"


async def test_keys_typed_in_one_burst_judge_one_clip_each(
    app: ReviewApp, store: SqliteReviewStore
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "x", "b", "2", "space", "x")

    assert [(verdict.clip_id, verdict.answer) for verdict in store.recent(9)] == [
        ("c4", "no"),
        ("c3", "unsure"),
        ("c2", "bad"),
        ("c1", "no"),
        ("c0", "yes"),
    ]


async def test_undo_and_redo_walk_through_the_log(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "x", "backspace")
        undone_once = (shown_clip(app), line(app, "notice"))
        await pilot.press("u")
        undone_twice = shown_clip(app)
        await pilot.press("ctrl+r")
        redone = shown_clip(app)
        await pilot.press("ctrl+r", "ctrl+r")

    assert undone_once == ("c1", "Taken back: no. Decide again, or ctrl-r.")
    assert (undone_twice, redone) == ("c0", "c1")
    assert shown_clip(app) == "c2"


async def test_undo_reaches_into_the_session_before(store: SqliteReviewStore) -> None:
    await judged(store, "a")
    later = ReviewApp(store, options=PLAIN)
    async with later.run_test(size=(80, 24)) as pilot:
        await pilot.press("up")
        reached = shown_clip(later)
        await pilot.press("up")

        assert line(later, "notice") == "There is no verdict to take back."
    assert reached == "c0"


async def test_card_shows_question_span_score_history_and_progress(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "f", "]")

        assert line(app, "question") == "Can you see a human performing “squatting”?"
        assert line(app, "definition").startswith("The thighs get level")
        assert line(app, "facts").startswith(
            "0:10.0 to 0:11.5 (1.5 s trimmed)   ⚑ flagged   score 0.90"
        )
        assert line(app, "history") == "Last  ✗ no squatting   "
        assert "1 of 5  4 left" in line(app, "progress")


async def test_store_error_is_one_sentence_and_the_card_stays(
    app: ReviewApp, tmp_path: Path, cards: list[ClipCard]
) -> None:
    other = SqliteReviewStore(tmp_path / "verdicts.db", cards)
    async with app.run_test(size=(80, 24)) as pilot:
        other._query("begin immediate")
        await pilot.press("a")
        refused = (shown_clip(app), line(app, "notice"))
        other._query("rollback")
        await pilot.press("a")

    assert refused[0] == "c0"
    assert refused[1].startswith("! Cannot reach the verdicts: database is locked.")
    assert shown_clip(app) == "c1"


async def test_finished_queue_shows_what_to_type_next(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "a", "x", "x", "space")
        shown = dialog(app)
        await pilot.press("q")

    assert "All 5 clips are judged." in shown
    assert "✓ 2 yes   ✗ 2 no   ? 1 unsure   ! 0 bad" in shown
    assert "'miner build-dataset'" in shown
    assert app.return_value is not None
    assert app.return_value.decided == 5


async def test_last_verdict_can_be_taken_back_from_the_summary(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "a", "x", "x", "space", "backspace")

        assert shown_clip(app) == "c4"


async def test_empty_queue_says_so(tmp_path: Path) -> None:
    app = ReviewApp(SqliteReviewStore(tmp_path / "empty.db", []), options=PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()

        assert "There is nothing to judge yet." in dialog(app)


async def test_leaving_returns_the_summary(app: ReviewApp) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "q", "escape", "x", "q", "q")

    assert app.return_value is not None
    assert (app.return_value.decided, app.return_value.progress.remaining) == (2, 3)


async def test_interrupt_leaves_at_once_with_everything_kept(
    app: ReviewApp, store: SqliteReviewStore
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "ctrl+c")

    assert app.return_value is not None
    assert store.progress().judged == 1


async def test_configured_keys_replace_the_usual_ones(store: SqliteReviewStore) -> None:
    options = replace(PLAIN, keys={"yes": "j,1"})
    async with ReviewApp(store, options=options).run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "j", "1")

    assert store.progress().yes == 2
