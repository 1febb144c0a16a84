"""How far a workspace has come: counts for `miner status`."""

from __future__ import annotations

from dataclasses import dataclass

from miner.catalogue.connection import Connection

_COUNTS = """
SELECT action_id, name, kind,
    (SELECT count(*) FROM images WHERE images.action_id = actions.action_id) AS images,
    (SELECT count(DISTINCT video_id) FROM video_hits JOIN queries USING (query_id)
        WHERE queries.action_id = actions.action_id) AS found,
    (SELECT count(DISTINCT video_id) FROM video_hits JOIN queries USING (query_id)
        JOIN videos USING (video_id)
        WHERE queries.action_id = actions.action_id AND path IS NOT NULL) AS videos,
    (SELECT count(*) FROM clips WHERE clips.action_id = actions.action_id) AS clips,
    (SELECT count(DISTINCT clip_id) FROM live_verdicts JOIN clips USING (clip_id)
        WHERE clips.action_id = actions.action_id) AS judged,
    (SELECT count(DISTINCT clip_id) FROM live_verdicts JOIN clips USING (clip_id)
        WHERE clips.action_id = actions.action_id AND answer = 'yes') AS yes
FROM actions ORDER BY position
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCounts:
    """What there is of one action."""

    action_id: str
    name: str
    kind: str
    images: int
    found: int
    """Videos that its queries found."""
    videos: int
    """Those of them with a file."""
    clips: int
    judged: int
    yes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """What there is in the whole workspace."""

    videos_without_file: int
    videos: int
    videos_unscored: int
    clips: int
    clips_uncut: int
    """Those without a file whose video is here and was not found to lack them."""
    clips_unjudged: int
    clips_accepted: int
    clips_accepted_since: int
    """Those accepted after the last time that a dataset was built."""
    classifiers: int
    video_models: int
    video_models_unjudged: int
    datasets: int
    newest_dataset_untrained: int
    """1 when no model was trained on the newest dataset."""


_TOTALS = """
SELECT
    (SELECT count(*) FROM videos WHERE path IS NULL AND video_id NOT IN (
        SELECT item_id FROM outcomes WHERE step = 'download-video' AND status = 'failed'))
        AS videos_without_file,
    (SELECT count(*) FROM videos WHERE path IS NOT NULL) AS videos,
    (SELECT count(*) FROM videos WHERE path IS NOT NULL AND video_id NOT IN (
        SELECT video_id FROM scores) AND video_id NOT IN (
        SELECT item_id FROM outcomes WHERE step LIKE 'score:%' AND status = 'failed'))
        AS videos_unscored,
    (SELECT count(*) FROM clips) AS clips,
    (SELECT count(*) FROM clips JOIN videos USING (video_id)
        WHERE clips.path IS NULL AND videos.path IS NOT NULL
        AND clip_id NOT IN (
        SELECT item_id FROM outcomes WHERE step = 'cut-clip' AND status = 'failed')
        AND video_id NOT IN (
        SELECT item_id FROM outcomes WHERE step = 'cut' AND status = 'failed')) AS clips_uncut,
    (SELECT count(*) FROM clips WHERE path IS NOT NULL AND clip_id NOT IN (
        SELECT clip_id FROM live_verdicts)) AS clips_unjudged,
    (SELECT count(DISTINCT clip_id) FROM live_verdicts
        WHERE answer = 'yes' OR relabel_action_id IS NOT NULL) AS clips_accepted,
    (SELECT count(DISTINCT clip_id) FROM live_verdicts
        WHERE (answer = 'yes' OR relabel_action_id IS NOT NULL) AND judged_at > coalesce(
        (SELECT max(at) FROM events WHERE command = 'build-dataset'), ''))
        AS clips_accepted_since,
    (SELECT count(*) FROM models WHERE kind = 'image-classifier') AS classifiers,
    (SELECT count(*) FROM models WHERE kind = 'video-model') AS video_models,
    (SELECT count(*) FROM models WHERE kind = 'video-model' AND model_id NOT IN (
        SELECT model_id FROM evaluations)) AS video_models_unjudged,
    (SELECT count(*) FROM datasets) AS datasets,
    (SELECT count(*) FROM datasets WHERE built_at = (SELECT max(built_at) FROM datasets)
        AND dataset_id NOT IN (SELECT dataset_id FROM models WHERE dataset_id IS NOT NULL))
        AS newest_dataset_untrained
"""


class Overview:
    """Counts over all tables."""

    def __init__(self, connection: Connection) -> None:
        """Use an open connection."""
        self._connection = connection

    def actions(self) -> list[ActionCounts]:
        """Return what there is of each action, in their order."""
        return [ActionCounts(**row) for row in self._connection.rows(_COUNTS)]

    def totals(self) -> Totals:
        """Return what there is in the whole workspace."""
        row = self._connection.row(_TOTALS)
        return Totals(**(row or {}))
