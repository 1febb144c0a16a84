"""The second question and the reasons of `bad`, on the real application."""

from __future__ import annotations

from dataclasses import replace

import pytest

from review_ui.app import ReviewApp
from review_ui.options import ReviewOptions
from review_ui.questions import BAD_BECAUSE, WHOLE_CLIP, Question
from review_ui.store import BAD_REASONS, BadReason
from review_ui.widgets.hint_line import question_line

from .conftest import PLAIN
from .driving import line, screen_lines, shown_clip
from .sqlite_store import SqliteReviewStore

ASKING = replace(PLAIN, whole_clip_question=True)
"""A yes is followed by the second question."""


@pytest.fixture
def asking(store: SqliteReviewStore) -> ReviewApp:
    """The application as it comes, with the second question."""
    return ReviewApp(store, options=ASKING)


@pytest.mark.parametrize(
    ("keys", "reason"),
    [
        ("1d", "does-not-play"),
        ("2h", "no-human"),
        ("3s", "still-image"),
        ("4c", "cartoon-or-game"),
        ("5o", "other"),
    ],
    ids=lambda value: value,
)
async def test_number_or_letter_gives_the_reason(
    app: ReviewApp, store: SqliteReviewStore, keys: str, reason: BadReason
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("b", keys[0], "b", keys[1])

    assert [verdict.bad_reason for verdict in store.recent(9)] == [reason, reason]


def test_every_reason_can_be_given() -> None:
    assert [choice.bad_reason for choice in BAD_BECAUSE.choices] == list(BAD_REASONS)


@pytest.mark.parametrize("question", [WHOLE_CLIP, BAD_BECAUSE], ids=["whole", "bad"])
def test_no_key_answers_a_question_twice(question: Question) -> None:
    keys = [key for choice in question.choices for key in choice.keys]

    assert len(keys) == len(set(keys))
    assert "p" not in keys


@pytest.mark.parametrize(
    ("key", "covers_clip"),
    [
        ("y", True),
        ("w", True),
        ("right", True),
        ("enter", True),
        ("n", False),
        ("left", False),
        ("down", None),
    ],
)
async def test_fingers_may_stay_for_the_second_question(
    asking: ReviewApp, store: SqliteReviewStore, key: str, covers_clip: bool | None
) -> None:
    async with asking.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", key)

    assert [verdict.covers_clip for verdict in store.recent(9)] == [covers_clip]


async def test_key_that_answers_nothing_leaves_the_question_open(
    asking: ReviewApp, store: SqliteReviewStore
) -> None:
    async with asking.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "z", "f", "q", "r", "7")
        asked = line(asking, "hints")

    assert asked.startswith("Does it last the whole clip?")
    assert store.progress().judged == 0


@pytest.mark.parametrize("back", ["escape", "backspace", "up"])
async def test_question_taken_back_gives_the_keys_back(
    asking: ReviewApp, store: SqliteReviewStore, back: str
) -> None:
    async with asking.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "a", back)

        assert line(asking, "hints").startswith("a yes")
        assert (shown_clip(asking), store.progress().judged) == ("c1", 1)


async def test_notes_made_before_the_question_are_kept(
    asking: ReviewApp, store: SqliteReviewStore
) -> None:
    async with asking.run_test(size=(80, 24)) as pilot:
        await pilot.press("f", "]", "a", "n")

    verdict = store.recent(1)[0]
    assert (verdict.flagged, verdict.trim, verdict.covers_clip) == (True, (10.0, 11.5), False)


async def test_clip_can_be_played_and_looked_up_while_it_is_asked(
    asking: ReviewApp, store: SqliteReviewStore
) -> None:
    async with asking.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "p", "+")
        noticed, asked = line(asking, "notice"), line(asking, "hints")
        await pilot.press("i", "escape", "y")

    assert noticed.startswith("Playback at 2x")
    assert asked.startswith("Does it last the whole clip?")
    assert [verdict.covers_clip for verdict in store.recent(9)] == [True]


async def test_key_of_an_answer_is_never_taken_for_playing(store: SqliteReviewStore) -> None:
    options = replace(ASKING, keys={"play": "y"})
    app = ReviewApp(store, options=options)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("a", "y")

    assert [verdict.covers_clip for verdict in store.recent(9)] == [True]


@pytest.mark.parametrize(
    ("question", "width", "lines"),
    [
        (
            WHOLE_CLIP,
            80,
            ["Does it last the whole clip?  y yes  n no, a part  space unsure  esc back"],
        ),
        (
            WHOLE_CLIP,
            46,
            ["Does it last the whole clip?  y yes", "n no, a part  space unsure  esc back"],
        ),
        (
            BAD_BECAUSE,
            46,
            [
                "Bad:  1 does not play  2 no human  3 still",
                "4 cartoon, game  5 other  esc back",
            ],
        ),
    ],
    ids=["whole-wide", "whole-narrow", "bad-narrow"],
)
def test_answers_go_on_in_a_second_line_uncut(
    question: Question, width: int, lines: list[str]
) -> None:
    assert str(question_line(question, width=width)).splitlines() == lines


@pytest.mark.parametrize("size", [(48, 14), (60, 20), (80, 24), (120, 40)], ids=str)
async def test_all_answers_are_on_the_screen(
    store: SqliteReviewStore, size: tuple[int, int]
) -> None:
    app = ReviewApp(store, options=ReviewOptions(graphics="half-blocks"))
    async with app.run_test(size=size) as pilot:
        await pilot.press("x", "b")
        await pilot.pause()
        bottom = " ".join(screen_lines(app)[-2:])

    for answer in ("1 does not play", "3 still", "4 cartoon, game", "5 other", "esc back"):
        assert answer in bottom
