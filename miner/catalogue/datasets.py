"""Versions of datasets and the clips in each."""

from __future__ import annotations

import json
from collections.abc import Sequence

from miner.catalogue.connection import Connection, Row, to_json
from miner.catalogue.records import Dataset, DatasetClip, Split


class DatasetTable:
    """Datasets that were built."""

    def __init__(self, connection: Connection) -> None:
        """Use an open connection."""
        self._connection = connection

    def add(self, dataset: Dataset, clips: Sequence[DatasetClip]) -> None:
        """Write down a dataset whose files are in place."""
        with self._connection.transaction():
            self._connection.insert(
                "datasets",
                {
                    "dataset_id": dataset.dataset_id,
                    "name": dataset.name,
                    "version": dataset.version,
                    "path": dataset.path,
                    "settings": to_json(dataset.settings),
                    "built_at": self._connection.now(),
                },
            )
            self._connection.insert(
                "dataset_clips",
                [
                    {
                        "dataset_id": dataset.dataset_id,
                        "clip_id": clip.clip_id,
                        "action_id": clip.action_id,
                        "split": clip.split,
                        "start_seconds": clip.start_seconds,
                        "end_seconds": clip.end_seconds,
                        "path": clip.path,
                    }
                    for clip in clips
                ],
            )

    def find(self, dataset_id: str) -> Dataset | None:
        """Return the dataset with this id, if there is one."""
        row = self._connection.row("SELECT * FROM datasets WHERE dataset_id = ?", dataset_id)
        return _dataset(row) if row else None

    def newest(self, name: str | None = None) -> Dataset | None:
        """Return the dataset that was built last, or the last of a name."""
        row = self._connection.row(
            "SELECT * FROM datasets WHERE ? IS NULL OR name = ? "
            "ORDER BY built_at DESC, version DESC LIMIT 1",
            name,
            name,
        )
        return _dataset(row) if row else None

    def next_version(self, name: str) -> int:
        """Return the number of the next version of a name, from 1."""
        last = self._connection.value("SELECT max(version) FROM datasets WHERE name = ?", name)
        return 1 if last is None else int(last) + 1

    def clips(self, dataset_id: str, *, split: Split | None = None) -> list[DatasetClip]:
        """Return the clips of a dataset, or of one split."""
        rows = self._connection.rows(
            "SELECT dataset_clips.*, video_id FROM dataset_clips JOIN clips USING (clip_id) "
            "WHERE dataset_id = ? AND (? IS NULL OR split = ?) ORDER BY dataset_clips.path",
            dataset_id,
            split,
            split,
        )
        return [
            DatasetClip(**{n: row[n] for n in DatasetClip.__dataclass_fields__}) for row in rows
        ]


def _dataset(row: Row) -> Dataset:
    return Dataset(
        dataset_id=row["dataset_id"],
        name=row["name"],
        version=row["version"],
        path=row["path"],
        settings=json.loads(row["settings"]),
    )
