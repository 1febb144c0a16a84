from __future__ import annotations

from pathlib import Path

import pytest

from review_ui.errors import StoreError
from review_ui.session import Draft, ReviewSession
from review_ui.store import ClipCard, VerdictInput

from .sqlite_store import SqliteReviewStore


def shown(session: ReviewSession) -> str | None:
    return session.card.clip_id if session.card else None


def test_verdict_is_in_the_file_before_the_next_card_shows(
    store: SqliteReviewStore, tmp_path: Path, cards: list[ClipCard]
) -> None:
    session = ReviewSession(store)
    session.decide("yes", covers_clip=True)

    second = SqliteReviewStore(tmp_path / "verdicts.db", cards)
    assert shown(session) == "c1"
    assert [verdict.clip_id for verdict in second.recent(5)] == ["c0"]


def test_notes_go_into_the_verdict_and_not_into_the_next(store: SqliteReviewStore) -> None:
    ticks = iter(range(0, 1000, 3))
    session = ReviewSession(store, now=lambda: float(next(ticks)))
    session.note(Draft(flagged=True, comment="odd", trim=(10.5, 12.0)))
    session.decide("no")

    assert store.recent(1) == [
        VerdictInput(
            clip_id="c0",
            answer="no",
            flagged=True,
            comment="odd",
            trim=(10.5, 12.0),
            seconds_taken=3.0,
        )
    ]
    assert session.draft == Draft()


def test_undo_reaches_back_through_earlier_sessions(store: SqliteReviewStore) -> None:
    first = ReviewSession(store)
    for _ in range(3):
        first.decide("no")

    later = ReviewSession(store)
    later.decide("yes")
    undone = [later.undo() for _ in range(5)]

    assert [verdict and verdict.clip_id for verdict in undone] == ["c3", "c2", "c1", "c0", None]
    assert shown(later) == "c0"


def test_undo_brings_the_notes_back(store: SqliteReviewStore) -> None:
    session = ReviewSession(store)
    session.note(Draft(flagged=True, comment="odd", trim=(10.5, 12.0)))
    session.decide("no")
    session.undo()

    assert session.draft == Draft(flagged=True, comment="odd", trim=(10.5, 12.0))


def test_redo_gives_the_verdicts_again_in_their_order(store: SqliteReviewStore) -> None:
    session = ReviewSession(store)
    for _ in range(2):
        session.decide("no")
    session.undo()
    session.undo()
    redone = [session.redo(), session.redo(), session.redo()]

    assert [verdict and verdict.clip_id for verdict in redone] == ["c0", "c1", None]
    assert shown(session) == "c2"


def test_new_verdict_after_undo_leaves_nothing_to_redo(store: SqliteReviewStore) -> None:
    session = ReviewSession(store)
    session.decide("no")
    session.undo()
    session.decide("yes")

    assert session.redo() is None


def test_clips_put_off_come_back_at_the_end(store: SqliteReviewStore) -> None:
    session = ReviewSession(store)
    session.put_off()
    order = []
    while session.card is not None:
        order.append(shown(session))
        session.decide("yes")

    assert order == ["c1", "c2", "c3", "c4", "c0"]


def test_refused_verdict_keeps_the_card_and_its_notes(
    store: SqliteReviewStore, tmp_path: Path, cards: list[ClipCard]
) -> None:
    session = ReviewSession(store)
    session.note(Draft(flagged=True))
    other = SqliteReviewStore(tmp_path / "verdicts.db", cards)
    other._query("begin immediate")

    with pytest.raises(StoreError, match="locked"):
        session.decide("yes")
    assert (shown(session), session.draft.flagged) == ("c0", True)

    other._query("rollback")
    session.decide("yes")
    assert (shown(session), store.progress().yes) == ("c1", 1)


def test_prefetch_reads_the_cards_behind_the_shown_one(store: SqliteReviewStore) -> None:
    session = ReviewSession(store)

    assert [card.clip_id for card in session.prefetch()] == ["c1", "c2", "c3", "c4"]


def test_summary_counts_this_sitting_and_the_whole_queue(store: SqliteReviewStore) -> None:
    ReviewSession(store).decide("no")
    session = ReviewSession(store)
    session.decide("yes")
    summary = session.summary()

    assert (summary.decided, summary.progress.judged, summary.progress.remaining) == (1, 2, 3)
