"""Videos that were found, and the files of those that are there."""

from __future__ import annotations

from dataclasses import asdict

from miner.catalogue.connection import Connection, Row
from miner.catalogue.records import SourceVideo


class VideoTable:
    """Source videos and the queries that found them."""

    def __init__(self, connection: Connection) -> None:
        """Use an open connection."""
        self._connection = connection

    def add(self, video: SourceVideo) -> None:
        """Write down a video that was found; one that is there stays as it is."""
        row = asdict(video) | {"found_at": self._connection.now()}
        self._connection.insert("videos", row, ignore=True)

    def add_hit(self, video_id: str, query_id: str, *, rank: int, title_score: float) -> None:
        """Write down that a query found a video."""
        row = {
            "video_id": video_id,
            "query_id": query_id,
            "rank": rank,
            "title_score": title_score,
        }
        self._connection.insert("video_hits", row, ignore=True)

    def set_file(self, video: SourceVideo) -> None:
        """Write down the file of a video and what was read from it."""
        self.add(video)
        row = asdict(video) | {"downloaded_at": self._connection.now()}
        self._connection.update("videos", video.video_id, row)

    def find(self, video_id: str) -> SourceVideo | None:
        """Return the video with this id, if there is one."""
        row = self._connection.row("SELECT * FROM videos WHERE video_id = ?", video_id)
        return _video(row) if row else None

    def all(self, *, with_file: bool | None = None) -> list[SourceVideo]:
        """Return the videos, or only those with a file or without, in the order of their ids."""
        rows = self._connection.rows("SELECT * FROM videos ORDER BY video_id")
        return [_video(r) for r in rows if with_file in {None, r["path"] is not None}]

    def classes_for(self, video_id: str) -> tuple[str, ...]:
        """Return the names of the actions whose queries found a video, in their order."""
        rows = self._connection.rows(
            "SELECT name FROM actions WHERE action_id IN (SELECT action_id FROM video_hits "
            "JOIN queries USING (query_id) WHERE video_id = ?) ORDER BY position",
            video_id,
        )
        return tuple(row["name"] for row in rows)

    def count_for(self, action_id: str) -> int:
        """Return how many videos the queries of an action found."""
        return int(
            self._connection.value(
                "SELECT count(DISTINCT video_id) FROM video_hits JOIN queries USING (query_id) "
                "WHERE action_id = ?",
                action_id,
            )
        )


def _video(row: Row) -> SourceVideo:
    values = {name: row[name] for name in SourceVideo.__dataclass_fields__}
    if values["has_audio"] is not None:
        values["has_audio"] = bool(values["has_audio"])
    return SourceVideo(**values)
