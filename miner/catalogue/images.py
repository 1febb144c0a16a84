"""Images that were found, and those that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from miner.catalogue.connection import Connection, Row
from miner.catalogue.records import FoundImage, WebImage

_HIT_COLUMNS = (
    "image_hit_id, action_id, query_id, source, rank, url, page_url, image_hits.title, licence"
)


class ImageTable:
    """Search results for images, and the images fetched from them."""

    def __init__(self, connection: Connection) -> None:
        """Use an open connection."""
        self._connection = connection

    def add_hits(self, hits: Sequence[FoundImage]) -> None:
        """Write down what a search found; a hit that is there stays as it is."""
        rows = [asdict(hit) | {"found_at": self._connection.now()} for hit in hits]
        for row in rows:
            del row["action_id"]
        self._connection.insert("image_hits", rows, ignore=True)

    def hits(self, action_id: str, source: str) -> list[FoundImage]:
        """Return what a source found for an action: best query first, then by rank."""
        rows = self._connection.rows(
            f"SELECT {_HIT_COLUMNS} FROM image_hits JOIN queries USING (query_id) "
            "WHERE action_id = ? AND source = ? ORDER BY position, query_id, rank, image_hit_id",
            action_id,
            source,
        )
        return [FoundImage(**row) for row in rows]

    def add(self, image: WebImage) -> None:
        """Write down an image whose file is in place."""
        self._connection.insert("images", asdict(image) | {"fetched_at": self._connection.now()})

    def find(self, image_id: str) -> WebImage | None:
        """Return the image with this id, if there is one."""
        row = self._connection.row("SELECT * FROM images WHERE image_id = ?", image_id)
        return _image(row) if row else None

    def all(self, action_id: str | None = None) -> list[WebImage]:
        """Return all images, or those of an action, in the order of their ids."""
        rows = self._connection.rows(
            "SELECT * FROM images WHERE ? IS NULL OR action_id = ? ORDER BY image_id",
            action_id,
            action_id,
        )
        return [_image(row) for row in rows]

    def count(self, action_id: str) -> int:
        """Return how many images of an action count."""
        return int(
            self._connection.value("SELECT count(*) FROM images WHERE action_id = ?", action_id)
        )


def _image(row: Row) -> WebImage:
    return WebImage(**{name: row[name] for name in WebImage.__dataclass_fields__})
