"""Trained models, the frame scores they gave, and how well they did."""

from __future__ import annotations

import json
from collections.abc import Mapping

from miner.catalogue.connection import Connection, Row, to_json
from miner.catalogue.ids import hashed_id
from miner.catalogue.records import FrameScores, Model, ModelKind


class ModelTable:
    """Models, frame scores and evaluations."""

    def __init__(self, connection: Connection) -> None:
        """Use an open connection."""
        self._connection = connection

    def add(self, model: Model) -> None:
        """Write down a model whose checkpoint is in place.

        The same weights are one row, which knows where they were seen last.
        """
        row = {
            "model_id": model.model_id,
            "kind": model.kind,
            "architecture": model.architecture,
            "path": model.path,
            "classes": to_json(model.classes),
            "metrics": to_json(model.metrics),
            "settings": to_json(model.settings),
            "dataset_id": model.dataset_id,
            "trained_at": self._connection.now(),
        }
        with self._connection.transaction():
            self._connection.insert("models", row, ignore=True)
            self._connection.update("models", model.model_id, {"path": model.path})

    def find(self, model_id: str) -> Model | None:
        """Return the model with this id, if there is one."""
        row = self._connection.row("SELECT * FROM models WHERE model_id = ?", model_id)
        return _model(row) if row else None

    def newest(self, kind: ModelKind) -> Model | None:
        """Return the model of a kind that was trained last, if there is one."""
        row = self._connection.row(
            "SELECT * FROM models WHERE kind = ? ORDER BY trained_at DESC, rowid DESC LIMIT 1", kind
        )
        return _model(row) if row else None

    def add_scores(self, scores: FrameScores) -> None:
        """Write down the scores of a video, whose file is in place."""
        row = {
            "score_id": scores.score_id,
            "video_id": scores.video_id,
            "model_id": scores.model_id,
            "sampling": scores.sampling,
            "path": scores.path,
            "frames": scores.frames,
            "unreadable": to_json(scores.unreadable),
            "scored_at": self._connection.now(),
        }
        self._connection.insert("scores", row, ignore=True)

    def find_scores(self, score_id: str) -> FrameScores | None:
        """Return the scores with this id, if they are there."""
        row = self._connection.row("SELECT * FROM scores WHERE score_id = ?", score_id)
        return _scores(row) if row else None

    def scores(self, *, model_id: str, sampling: str) -> list[FrameScores]:
        """Return the scores that a model gave with a sampling, in the order of the videos."""
        rows = self._connection.rows(
            "SELECT * FROM scores WHERE model_id = ? AND sampling = ? ORDER BY video_id",
            model_id,
            sampling,
        )
        return [_scores(row) for row in rows]

    def set_rule(self, score_id: str, rule_id: str) -> None:
        """Write down by which rule clips were proposed from scores."""
        self._connection.run("UPDATE scores SET rule_id = ? WHERE score_id = ?", rule_id, score_id)

    def add_rule(self, rule_id: str, settings: Mapping[str, object]) -> None:
        """Write down the settings of a rule."""
        row = {"rule_id": rule_id, "settings": to_json(settings)}
        self._connection.insert("rules", row, ignore=True)

    def add_evaluation(
        self,
        model_id: str,
        *,
        dataset_id: str | None,
        split: str,
        settings: Mapping[str, object],
        metrics: Mapping[str, object],
    ) -> str:
        """Write down how a model did on a split and return the id of the evaluation."""
        evaluation_id = hashed_id("evaluation", model_id, dataset_id, split, settings)
        row = {
            "evaluation_id": evaluation_id,
            "model_id": model_id,
            "dataset_id": dataset_id,
            "split": split,
            "settings": to_json(settings),
            "metrics": to_json(metrics),
            "evaluated_at": self._connection.now(),
        }
        self._connection.upsert("evaluations", row, key="evaluation_id")
        return evaluation_id

    def newest_evaluation(self) -> dict[str, object] | None:
        """Return the metrics of the newest evaluation, if there is one."""
        found = self._connection.value(
            "SELECT metrics FROM evaluations ORDER BY evaluated_at DESC LIMIT 1"
        )
        return dict(json.loads(found)) if found else None


def _model(row: Row) -> Model:
    return Model(
        model_id=row["model_id"],
        kind=row["kind"],
        architecture=row["architecture"],
        path=row["path"],
        classes=tuple(json.loads(row["classes"])),
        metrics=json.loads(row["metrics"]),
        settings=json.loads(row["settings"]),
        dataset_id=row["dataset_id"],
    )


def _scores(row: Row) -> FrameScores:
    return FrameScores(
        score_id=row["score_id"],
        video_id=row["video_id"],
        model_id=row["model_id"],
        sampling=row["sampling"],
        path=row["path"],
        frames=row["frames"],
        unreadable=tuple((start, end) for start, end in json.loads(row["unreadable"])),
        rule_id=row["rule_id"],
    )
