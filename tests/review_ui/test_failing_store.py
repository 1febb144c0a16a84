"""A store that cannot answer: the card and its notes stay, and one sentence says why."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from review_ui.app import ReviewApp
from review_ui.errors import StoreError
from review_ui.session import Draft, ReviewSession
from review_ui.store import ClipCard, VerdictInput

from .cards import ACTIONS
from .conftest import PLAIN
from .driving import dialog, line, screen_lines, shown_clip
from .sqlite_store import SqliteReviewStore


@contextmanager
def locked(database: Path) -> Iterator[None]:
    """Hold the write lock of a database, as another program may."""
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("begin immediate")
    yield
    other.execute("rollback")
    other.close()


def fill_up(store: SqliteReviewStore) -> None:
    """Let the database not grow by a page more, as on a full disk."""
    pages = store._query("pragma page_count")[0][0]
    store._query(f"pragma max_page_count = {pages}")


def make_room(store: SqliteReviewStore) -> None:
    """Let the database grow again."""
    store._query("pragma max_page_count = 100000")


LONG_COMMENT = "x" * 9000
"""A comment that needs pages of its own."""


@pytest.mark.parametrize(
    "keys",
    [["a"], ["w"], ["x"], ["space"], ["b", "2"], ["r", "j", "enter"]],
    ids="-".join,
)
async def test_verdict_refused_keeps_the_card_until_it_is_given_again(
    app: ReviewApp, store: SqliteReviewStore, tmp_path: Path, keys: list[str]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        with locked(tmp_path / "verdicts.db"):
            await pilot.press("f", *keys)
            told, kept = line(app, "notice"), (shown_clip(app), app.session.draft.flagged)
        await pilot.press(*keys)

    assert told.startswith("! Cannot reach the verdicts: database is locked.")
    assert kept == ("c0", True)
    assert [(each.clip_id, each.flagged) for each in store.recent(9)] == [("c0", True)]


async def test_full_disk_is_told_and_the_same_key_works_once_there_is_room(
    app: ReviewApp, store: SqliteReviewStore
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        app.session.note(Draft(comment=LONG_COMMENT))
        fill_up(store)
        await pilot.press("x")
        told = (shown_clip(app), line(app, "notice"), store.progress().judged)
        make_room(store)
        await pilot.press("x")

    assert told[0::2] == ("c0", 0)
    assert told[1].startswith("! Cannot reach the verdicts: database or disk is full.")
    assert store.recent(1)[0].comment == LONG_COMMENT


@pytest.mark.parametrize(("key", "clip"), [("u", "c1"), ("ctrl+r", "c0")])
async def test_history_that_cannot_be_changed_keeps_the_card(
    store: SqliteReviewStore, tmp_path: Path, key: str, clip: str
) -> None:
    store.record(VerdictInput(clip_id="c0", answer="no"))
    if key == "ctrl+r":
        store.undo()
    app = ReviewApp(store, options=PLAIN)
    async with app.run_test(size=(80, 24)) as pilot:
        with locked(tmp_path / "verdicts.db"):
            await pilot.press(key)

        assert line(app, "notice").startswith("! Cannot reach the verdicts")
        assert shown_clip(app) == clip


async def test_problem_is_on_the_screen_of_the_smallest_window(
    app: ReviewApp, tmp_path: Path
) -> None:
    async with app.run_test(size=(48, 14)) as pilot:
        with locked(tmp_path / "verdicts.db"):
            await pilot.press("x")
            await pilot.pause()
        bottom = screen_lines(app)[-2:]

    assert bottom[0].strip().startswith("! Cannot reach the verdicts: database")
    assert "a yes" in bottom[1]


async def test_problem_is_gone_with_the_next_card(app: ReviewApp, tmp_path: Path) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        with locked(tmp_path / "verdicts.db"):
            await pilot.press("x")
        await pilot.press("x")

        assert line(app, "notice") == ""
        assert line(app, "history").startswith("Last  ✗ no squatting")


async def test_taking_back_from_the_summary_can_fail_and_be_repeated(
    app: ReviewApp, tmp_path: Path
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("x", "x", "x", "x", "x")
        with locked(tmp_path / "verdicts.db"):
            await pilot.press("backspace")
            still = dialog(app)
        await pilot.press("backspace")

        assert "All 5 clips are judged." in still
        assert shown_clip(app) == "c4"


class ForgetfulStore(SqliteReviewStore):
    """A store whose cards cannot be read while it is told so."""

    is_deaf = False

    def card(self, clip_id: str) -> ClipCard:
        if self.is_deaf:
            raise StoreError("Cannot read the card.")
        return super().card(clip_id)


def test_verdict_is_kept_once_when_the_next_card_cannot_be_read(
    tmp_path: Path, cards: list[ClipCard]
) -> None:
    store = ForgetfulStore(tmp_path / "v.db", cards, ACTIONS)
    session = ReviewSession(store)
    session.note(Draft(flagged=True))
    store.is_deaf = True
    with pytest.raises(StoreError, match="Cannot read the card"):
        session.decide("yes")
    waiting = session.card and session.card.clip_id
    store.is_deaf = False
    session.decide("yes")

    assert waiting == "c0"
    assert [(each.clip_id, each.flagged) for each in store.recent(9)] == [("c0", True)]
    assert (session.card and session.card.clip_id, session.draft) == ("c1", Draft())


async def test_cards_that_cannot_be_read_ahead_trouble_nobody_before_they_are_due(
    tmp_path: Path, cards: list[ClipCard]
) -> None:
    store = ForgetfulStore(tmp_path / "v.db", cards, ACTIONS)
    app = ReviewApp(store, options=PLAIN)
    store.is_deaf = True
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = line(app, "notice")
        await pilot.press("x")

        assert (before, line(app, "notice")) == ("", "! Cannot read the card.")


def test_application_is_not_opened_over_a_store_that_cannot_be_read(
    tmp_path: Path, cards: list[ClipCard]
) -> None:
    store = SqliteReviewStore(tmp_path / "v.db", cards)
    store._query("drop table verdicts")

    with pytest.raises(StoreError, match="Cannot reach the verdicts: no such table"):
        ReviewApp(store, options=PLAIN)
