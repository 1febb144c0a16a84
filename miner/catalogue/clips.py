"""Candidate clips: proposed spans, and the files cut from them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from miner.catalogue.connection import Connection, Row, to_json
from miner.catalogue.records import CandidateClip, CutFile

_JUDGED = "EXISTS (SELECT 1 FROM verdicts WHERE verdicts.clip_id = clips.clip_id)"


class ClipTable:
    """Candidate clips of all videos."""

    def __init__(self, connection: Connection) -> None:
        """Use an open connection."""
        self._connection = connection

    def replace_proposals(
        self, video_id: str, proposals: Sequence[CandidateClip], *, score_id: str | None
    ) -> list[CandidateClip]:
        """Make these the proposals that a video has from its scores; return what was removed.

        A clip that somebody judged is never removed, and one that is proposed again keeps its
        id, its file and its verdicts.
        """
        keep = {clip.clip_id for clip in proposals}
        with self._connection.transaction():
            rows = self._connection.rows(
                f"SELECT * FROM clips WHERE video_id = ? AND score_id IS ? AND NOT {_JUDGED}",
                video_id,
                score_id,
            )
            removed = [_clip(row) for row in rows if row["clip_id"] not in keep]
            for clip in removed:
                self._connection.run("DELETE FROM clips WHERE clip_id = ?", clip.clip_id)
            for clip in proposals:
                self._propose(clip)
        return removed

    def add(self, clip: CandidateClip) -> bool:
        """Write a clip down unless it is there; return whether it is new."""
        is_new = self.find(clip.clip_id) is None
        if is_new:
            self._propose(clip)
        return is_new

    def _propose(self, clip: CandidateClip) -> None:
        row = {
            "clip_id": clip.clip_id,
            "video_id": clip.video_id,
            "action_id": clip.action_id,
            "start_seconds": clip.start_seconds,
            "end_seconds": clip.end_seconds,
            "peak_seconds": clip.peak_seconds,
            "score": clip.score,
            "sampler": clip.sampler,
            "score_id": clip.score_id,
            "rule_id": clip.rule_id,
        }
        if self.find(clip.clip_id) is None:
            self._connection.insert("clips", row | {"proposed_at": self._connection.now()})
        else:
            self._connection.update("clips", clip.clip_id, row)

    def set_file(self, cut: CutFile) -> None:
        """Write down the file of a clip, which is in place."""
        row = asdict(cut) | {
            "strip_seconds": to_json(cut.strip_seconds),
            "cut_at": self._connection.now(),
        }
        self._connection.update("clips", cut.clip_id, row)

    def find(self, clip_id: str) -> CandidateClip | None:
        """Return the clip with this id, if there is one."""
        row = self._connection.row("SELECT * FROM clips WHERE clip_id = ?", clip_id)
        return _clip(row) if row else None

    def all(
        self, *, video_id: str | None = None, is_cut: bool | None = None
    ) -> list[CandidateClip]:
        """Return the clips, by video and start."""
        rows = self._connection.rows(
            "SELECT * FROM clips WHERE ? IS NULL OR video_id = ? "
            "ORDER BY video_id, start_seconds, action_id",
            video_id,
            video_id,
        )
        return [_clip(row) for row in rows if is_cut in {None, row["path"] is not None}]

    def paths(self) -> set[str]:
        """Return the paths of all clip files."""
        rows = self._connection.rows("SELECT path FROM clips WHERE path IS NOT NULL")
        return {row["path"] for row in rows}


def _clip(row: Row) -> CandidateClip:
    values = {name: row[name] for name in CandidateClip.__dataclass_fields__}
    values["strip_seconds"] = tuple(json.loads(row["strip_seconds"] or "[]"))
    return CandidateClip(**values)
