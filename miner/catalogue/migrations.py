"""The schema of the catalogue, as numbered steps that are only ever added to.

`docs/catalogue.md` draws it. Every id is text made from what the row is about (see `ids.py`), so
the same inputs give the same ids; times are UTC in ISO 8601; lists and settings are JSON.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

catalogue_migrations = Migrations("miner")

_ACTIONS = """
CREATE TABLE actions (
    action_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL CHECK (kind IN ('action', 'background')),
    definition TEXT NOT NULL DEFAULT '',
    synonyms TEXT NOT NULL DEFAULT '[]',
    groups TEXT NOT NULL DEFAULT '[]',
    position INTEGER NOT NULL,
    added_at TEXT NOT NULL
) STRICT;
CREATE TABLE queries (
    query_id TEXT PRIMARY KEY,
    action_id TEXT NOT NULL REFERENCES actions ON DELETE CASCADE,
    text TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT 'en',
    position INTEGER NOT NULL
) STRICT;
CREATE INDEX queries_by_action ON queries (action_id, position);
"""

_IMAGES = """
CREATE TABLE image_hits (
    image_hit_id TEXT PRIMARY KEY,
    query_id TEXT NOT NULL REFERENCES queries ON DELETE CASCADE,
    source TEXT NOT NULL,
    rank INTEGER NOT NULL,
    url TEXT NOT NULL,
    page_url TEXT NOT NULL,
    title TEXT NOT NULL,
    licence TEXT NOT NULL,
    found_at TEXT NOT NULL
) STRICT;
CREATE INDEX image_hits_by_query ON image_hits (query_id, source, rank);
CREATE TABLE images (
    image_id TEXT PRIMARY KEY,
    action_id TEXT NOT NULL REFERENCES actions ON DELETE CASCADE,
    image_hit_id TEXT NOT NULL REFERENCES image_hits ON DELETE CASCADE,
    path TEXT NOT NULL UNIQUE,
    perceptual_hash TEXT NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    source_format TEXT NOT NULL,
    source_bytes INTEGER NOT NULL,
    fetched_at TEXT NOT NULL
) STRICT;
CREATE INDEX images_by_action ON images (action_id);
"""

_VIDEOS = """
CREATE TABLE videos (
    video_id TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    uploader TEXT NOT NULL DEFAULT '',
    licence TEXT NOT NULL DEFAULT '',
    upload_date TEXT NOT NULL DEFAULT '',
    path TEXT,
    duration_seconds REAL,
    width INTEGER,
    height INTEGER,
    fps TEXT,
    codec TEXT,
    has_audio INTEGER,
    bytes INTEGER,
    found_at TEXT NOT NULL,
    downloaded_at TEXT
) STRICT;
CREATE TABLE video_hits (
    video_id TEXT NOT NULL REFERENCES videos ON DELETE CASCADE,
    query_id TEXT NOT NULL REFERENCES queries ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    title_score REAL NOT NULL,
    PRIMARY KEY (video_id, query_id)
) STRICT;
CREATE INDEX video_hits_by_query ON video_hits (query_id, rank);
"""

_MODELS = """
CREATE TABLE models (
    model_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('image-classifier', 'video-model')),
    architecture TEXT NOT NULL,
    path TEXT NOT NULL,
    classes TEXT NOT NULL,
    metrics TEXT NOT NULL,
    settings TEXT NOT NULL,
    dataset_id TEXT,
    trained_at TEXT NOT NULL
) STRICT;
CREATE TABLE scores (
    score_id TEXT PRIMARY KEY,
    video_id TEXT NOT NULL REFERENCES videos ON DELETE CASCADE,
    model_id TEXT NOT NULL REFERENCES models ON DELETE CASCADE,
    sampling TEXT NOT NULL,
    path TEXT NOT NULL UNIQUE,
    frames INTEGER NOT NULL,
    unreadable TEXT NOT NULL DEFAULT '[]',
    rule_id TEXT,
    scored_at TEXT NOT NULL
) STRICT;
CREATE INDEX scores_by_video ON scores (video_id);
"""

_CLIPS = """
CREATE TABLE clips (
    clip_id TEXT PRIMARY KEY,
    video_id TEXT NOT NULL REFERENCES videos ON DELETE CASCADE,
    action_id TEXT NOT NULL REFERENCES actions ON DELETE CASCADE,
    start_seconds REAL NOT NULL,
    end_seconds REAL NOT NULL,
    peak_seconds REAL NOT NULL,
    score REAL NOT NULL,
    sampler TEXT NOT NULL,
    score_id TEXT REFERENCES scores ON DELETE SET NULL,
    rule_id TEXT,
    path TEXT UNIQUE,
    strip_path TEXT,
    strip_seconds TEXT,
    curve_path TEXT,
    frames INTEGER,
    fps TEXT,
    width INTEGER,
    height INTEGER,
    has_audio INTEGER,
    proposed_at TEXT NOT NULL,
    cut_at TEXT
) STRICT;
CREATE INDEX clips_by_video ON clips (video_id);
CREATE INDEX clips_by_action ON clips (action_id, score DESC);
CREATE TABLE rules (
    rule_id TEXT PRIMARY KEY,
    settings TEXT NOT NULL
) STRICT;
"""

_REVIEW = """
CREATE TABLE reviewers (
    reviewer_id TEXT PRIMARY KEY,
    added_at TEXT NOT NULL
) STRICT;
CREATE TABLE verdicts (
    verdict_id INTEGER PRIMARY KEY,
    clip_id TEXT NOT NULL REFERENCES clips ON DELETE CASCADE,
    reviewer_id TEXT NOT NULL REFERENCES reviewers ON DELETE CASCADE,
    answer TEXT NOT NULL CHECK (answer IN ('yes', 'no', 'unsure', 'bad')),
    bad_reason TEXT,
    covers_clip INTEGER,
    relabel_action_id TEXT REFERENCES actions,
    trim_start_seconds REAL,
    trim_end_seconds REAL,
    comment TEXT NOT NULL DEFAULT '',
    flagged INTEGER NOT NULL DEFAULT 0,
    seconds_taken REAL NOT NULL DEFAULT 0,
    judged_at TEXT NOT NULL,
    undone_at TEXT
) STRICT;
CREATE INDEX verdicts_by_clip ON verdicts (clip_id, reviewer_id);
CREATE INDEX verdicts_by_reviewer ON verdicts (reviewer_id, verdict_id);
CREATE VIEW live_verdicts AS
    SELECT verdicts.* FROM verdicts
    WHERE undone_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM verdicts AS newer
        WHERE newer.clip_id = verdicts.clip_id AND newer.reviewer_id = verdicts.reviewer_id
            AND newer.undone_at IS NULL AND newer.verdict_id > verdicts.verdict_id
    );
"""

_DATASETS = """
CREATE TABLE datasets (
    dataset_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    path TEXT NOT NULL,
    settings TEXT NOT NULL,
    built_at TEXT NOT NULL,
    UNIQUE (name, version)
) STRICT;
CREATE TABLE dataset_clips (
    dataset_id TEXT NOT NULL REFERENCES datasets ON DELETE CASCADE,
    clip_id TEXT NOT NULL REFERENCES clips ON DELETE CASCADE,
    action_id TEXT NOT NULL REFERENCES actions,
    split TEXT NOT NULL CHECK (split IN ('train', 'val', 'test')),
    start_seconds REAL NOT NULL,
    end_seconds REAL NOT NULL,
    path TEXT NOT NULL,
    PRIMARY KEY (dataset_id, clip_id)
) STRICT;
CREATE TABLE evaluations (
    evaluation_id TEXT PRIMARY KEY,
    model_id TEXT NOT NULL REFERENCES models ON DELETE CASCADE,
    dataset_id TEXT REFERENCES datasets ON DELETE CASCADE,
    split TEXT NOT NULL,
    settings TEXT NOT NULL,
    metrics TEXT NOT NULL,
    evaluated_at TEXT NOT NULL
) STRICT;
"""

_JOURNAL = """
CREATE TABLE outcomes (
    step TEXT NOT NULL,
    item_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('done', 'skipped', 'failed')),
    kind TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (step, item_id)
) STRICT;
CREATE INDEX outcomes_by_status ON outcomes (status, step, kind);
CREATE TABLE events (
    event_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    command TEXT NOT NULL,
    message TEXT NOT NULL
) STRICT;
"""


@catalogue_migrations()
def m001_initial(db: Database) -> None:
    """Create the tables of the first version."""
    for part in (_ACTIONS, _IMAGES, _VIDEOS, _MODELS, _CLIPS, _REVIEW, _DATASETS, _JOURNAL):
        for statement in part.split(";\n"):
            if statement.strip():
                db.execute(statement)
