"""What people said of clips: an append-only log in which undoing is a mark."""

from __future__ import annotations

from miner.catalogue.connection import Connection, Row
from miner.catalogue.records import Verdict

_WAITING = (
    "path IS NOT NULL AND NOT EXISTS (SELECT 1 FROM verdicts WHERE verdicts.clip_id = "
    "clips.clip_id AND reviewer_id = ? AND undone_at IS NULL)"
)
"""Condition for a clip that a reviewer, the next parameter, has not judged."""


class VerdictTable:
    """Verdicts of all reviewers."""

    def __init__(self, connection: Connection) -> None:
        """Use an open connection."""
        self._connection = connection

    def add(self, verdict: Verdict) -> int:
        """Write a verdict down, durable when this returns, and return its number.

        Marks that this reviewer's undone verdicts can no longer be redone.
        """
        trim_start, trim_end = verdict.trim or (None, None)
        row = {
            "clip_id": verdict.clip_id,
            "reviewer_id": verdict.reviewer_id,
            "answer": verdict.answer,
            "bad_reason": verdict.bad_reason,
            "covers_clip": None if verdict.covers_clip is None else int(verdict.covers_clip),
            "relabel_action_id": verdict.relabel_action_id,
            "trim_start_seconds": trim_start,
            "trim_end_seconds": trim_end,
            "comment": verdict.comment,
            "flagged": int(verdict.flagged),
            "seconds_taken": verdict.seconds_taken,
            "judged_at": self._connection.now(),
        }
        with self._connection.transaction():
            self._add_reviewer(verdict.reviewer_id)
            self._connection.insert("verdicts", row)
            return int(self._connection.value("SELECT max(verdict_id) FROM verdicts"))

    def _add_reviewer(self, reviewer_id: str) -> None:
        row = {"reviewer_id": reviewer_id, "added_at": self._connection.now()}
        self._connection.insert("reviewers", row, ignore=True)

    def undo(self, reviewer_id: str) -> Verdict | None:
        """Take back a reviewer's newest verdict and return it; None when there is none."""
        with self._connection.transaction():
            row = self._connection.row(
                "SELECT * FROM verdicts WHERE reviewer_id = ? AND undone_at IS NULL "
                "ORDER BY verdict_id DESC LIMIT 1",
                reviewer_id,
            )
            return self._mark(row, undone_at=self._connection.now())

    def redo(self, reviewer_id: str) -> Verdict | None:
        """Bring back the verdict that was undone last, unless another was given since."""
        with self._connection.transaction():
            row = self._connection.row(
                "SELECT * FROM verdicts WHERE reviewer_id = ? AND verdict_id > coalesce("
                "(SELECT max(verdict_id) FROM verdicts WHERE reviewer_id = ? "
                "AND undone_at IS NULL), 0) ORDER BY verdict_id LIMIT 1",
                reviewer_id,
                reviewer_id,
            )
            return self._mark(row, undone_at=None)

    def _mark(self, row: Row | None, *, undone_at: str | None) -> Verdict | None:
        if row is None:
            return None
        self._connection.run(
            "UPDATE verdicts SET undone_at = ? WHERE verdict_id = ?", undone_at, row["verdict_id"]
        )
        return _verdict(row)

    def find(self, clip_id: str, reviewer_id: str) -> Verdict | None:
        """Return what a reviewer says of a clip, if anything."""
        row = self._connection.row(
            "SELECT * FROM live_verdicts WHERE clip_id = ? AND reviewer_id = ?",
            clip_id,
            reviewer_id,
        )
        return _verdict(row) if row else None

    def all(self, clip_id: str | None = None) -> list[Verdict]:
        """Return the verdicts that stand, oldest first."""
        rows = self._connection.rows(
            "SELECT * FROM live_verdicts WHERE ? IS NULL OR clip_id = ? ORDER BY verdict_id",
            clip_id,
            clip_id,
        )
        return [_verdict(row) for row in rows]

    def newest(self, reviewer_id: str, *, limit: int) -> list[Verdict]:
        """Return what a reviewer said last, newest first."""
        rows = self._connection.rows(
            "SELECT * FROM live_verdicts WHERE reviewer_id = ? ORDER BY verdict_id DESC LIMIT ?",
            reviewer_id,
            limit,
        )
        return [_verdict(row) for row in rows]

    def queue(self, reviewer_id: str, *, limit: int = -1) -> list[str]:
        """Return the cut clips that a reviewer has not judged: by action, best score first."""
        rows = self._connection.rows(
            f"SELECT clip_id FROM clips JOIN actions USING (action_id) WHERE {_WAITING} "
            "ORDER BY position, score DESC, clip_id LIMIT ?",
            reviewer_id,
            limit,
        )
        return [row["clip_id"] for row in rows]

    def remaining(self, reviewer_id: str) -> int:
        """Return how many cut clips a reviewer has not judged."""
        sql = f"SELECT count(*) FROM clips WHERE {_WAITING}"
        return int(self._connection.value(sql, reviewer_id))

    def flagged(self, reviewer_id: str) -> int:
        """Return how many verdicts of a reviewer carry a flag."""
        sql = "SELECT count(*) FROM live_verdicts WHERE reviewer_id = ? AND flagged"
        return int(self._connection.value(sql, reviewer_id))

    def counts(self, reviewer_id: str) -> dict[str, int]:
        """Return how often a reviewer gave each answer."""
        rows = self._connection.rows(
            "SELECT answer, count(*) AS n FROM live_verdicts WHERE reviewer_id = ? GROUP BY answer",
            reviewer_id,
        )
        return {row["answer"]: row["n"] for row in rows}


def _verdict(row: Row) -> Verdict:
    trim = (row["trim_start_seconds"], row["trim_end_seconds"])
    return Verdict(
        clip_id=row["clip_id"],
        reviewer_id=row["reviewer_id"],
        answer=row["answer"],
        bad_reason=row["bad_reason"],
        covers_clip=None if row["covers_clip"] is None else bool(row["covers_clip"]),
        relabel_action_id=row["relabel_action_id"],
        trim=None if None in trim else trim,
        comment=row["comment"],
        flagged=bool(row["flagged"]),
        seconds_taken=row["seconds_taken"],
    )
