BEGIN TRANSACTION;
CREATE TABLE "_sqlite_migrations" (
   "id" INTEGER PRIMARY KEY,
   "migration_set" TEXT,
   "name" TEXT,
   "applied_at" TEXT
);
INSERT INTO "_sqlite_migrations" VALUES(1,'miner','m001_initial','2026-11-21 08:18:00.045270+00:00');
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
INSERT INTO "actions" VALUES('riding_a_mule','riding a mule','action','A person sits on a mule.','["mule ride"]','["animals"]',0,'2026-11-21T00:00:00.000+00:00');
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
INSERT INTO "clips" VALUES('c1','v1','riding_a_mule',10.0,20.0,15.0,0.9,'top','s1','r1','clips/c1.mp4','clips/c1.jpg','[1.0, 2.0]','clips/c1.png',250,'25',640,360,1,'2026-11-21T00:00:00.000+00:00','2026-11-21T00:00:00.000+00:00');
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
INSERT INTO "dataset_clips" VALUES('d1','c1','riding_a_mule','train',10.0,20.0,'datasets/actions/v1/train/x.mp4');
CREATE TABLE datasets (
    dataset_id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    path TEXT NOT NULL,
    settings TEXT NOT NULL,
    built_at TEXT NOT NULL,
    UNIQUE (name, version)
) STRICT;
INSERT INTO "datasets" VALUES('d1','actions',1,'datasets/actions/v1','{}','2026-11-21T00:00:00.000+00:00');
CREATE TABLE evaluations (
    evaluation_id TEXT PRIMARY KEY,
    model_id TEXT NOT NULL REFERENCES models ON DELETE CASCADE,
    dataset_id TEXT REFERENCES datasets ON DELETE CASCADE,
    split TEXT NOT NULL,
    settings TEXT NOT NULL,
    metrics TEXT NOT NULL,
    evaluated_at TEXT NOT NULL
) STRICT;
INSERT INTO "evaluations" VALUES('8579d7afbc442006','m1','d1','test','{}','{"top1": 1.0}','2026-11-21T00:00:00.000+00:00');
CREATE TABLE events (
    event_id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    command TEXT NOT NULL,
    message TEXT NOT NULL
) STRICT;
INSERT INTO "events" VALUES(1,'2026-11-21T00:00:00.000+00:00','init','x');
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
INSERT INTO "image_hits" VALUES('h1','f1187b128ae28e37','openverse',1,'https://example.org/1.jpg','','Mule','by','2026-11-21T00:00:00.000+00:00');
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
INSERT INTO "images" VALUES('i1','riding_a_mule','h1','images/riding_a_mule/i1.jpg','0000000000000000000000000000000000000000000000000000000000000000',640,480,'JPEG',1000,'2026-11-21T00:00:00.000+00:00');
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
INSERT INTO "models" VALUES('m1','image-classifier','densenet121','runs/x/best.ckpt','["riding a mule"]','{"top1": 1.0}','{}',NULL,'2026-11-21T00:00:00.000+00:00');
CREATE TABLE outcomes (
    step TEXT NOT NULL,
    item_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('done', 'skipped', 'failed')),
    kind TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    recorded_at TEXT NOT NULL,
    PRIMARY KEY (step, item_id)
) STRICT;
INSERT INTO "outcomes" VALUES('download-video','v1','done','','','2026-11-21T00:00:00.000+00:00');
CREATE TABLE queries (
    query_id TEXT PRIMARY KEY,
    action_id TEXT NOT NULL REFERENCES actions ON DELETE CASCADE,
    text TEXT NOT NULL,
    language TEXT NOT NULL DEFAULT 'en',
    position INTEGER NOT NULL
) STRICT;
INSERT INTO "queries" VALUES('f1187b128ae28e37','riding_a_mule','riding a mule','en',0);
CREATE TABLE reviewers (
    reviewer_id TEXT PRIMARY KEY,
    added_at TEXT NOT NULL
) STRICT;
INSERT INTO "reviewers" VALUES('ann','2026-11-21T00:00:00.000+00:00');
CREATE TABLE rules (
    rule_id TEXT PRIMARY KEY,
    settings TEXT NOT NULL
) STRICT;
INSERT INTO "rules" VALUES('r1','{"threshold": 0.5}');
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
INSERT INTO "scores" VALUES('s1','v1','m1','fps=4','scores/s1.npz',240,'[]','r1','2026-11-21T00:00:00.000+00:00');
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
INSERT INTO "verdicts" VALUES(1,'c1','ann','yes',NULL,1,NULL,NULL,NULL,'',0,0.0,'2026-11-21T00:00:00.000+00:00',NULL);
CREATE TABLE video_hits (
    video_id TEXT NOT NULL REFERENCES videos ON DELETE CASCADE,
    query_id TEXT NOT NULL REFERENCES queries ON DELETE CASCADE,
    rank INTEGER NOT NULL,
    title_score REAL NOT NULL,
    PRIMARY KEY (video_id, query_id)
) STRICT;
INSERT INTO "video_hits" VALUES('v1','f1187b128ae28e37',1,0.5);
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
INSERT INTO "videos" VALUES('v1','https://example.org/v1','Mule ride','test','','','','videos/v1.mp4',60.0,640,360,'25','h264',1,1,'2026-11-21T00:00:00.000+00:00','2026-11-21T00:00:00.000+00:00');
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
CREATE INDEX queries_by_action ON queries (action_id, position);
CREATE INDEX image_hits_by_query ON image_hits (query_id, source, rank);
CREATE INDEX images_by_action ON images (action_id);
CREATE INDEX video_hits_by_query ON video_hits (query_id, rank);
CREATE INDEX scores_by_video ON scores (video_id);
CREATE INDEX clips_by_video ON clips (video_id);
CREATE INDEX clips_by_action ON clips (action_id, score DESC);
CREATE INDEX verdicts_by_clip ON verdicts (clip_id, reviewer_id);
CREATE INDEX verdicts_by_reviewer ON verdicts (reviewer_id, verdict_id);
CREATE VIEW live_verdicts AS
    SELECT verdicts.* FROM verdicts
    WHERE undone_at IS NULL AND NOT EXISTS (
        SELECT 1 FROM verdicts AS newer
        WHERE newer.clip_id = verdicts.clip_id AND newer.reviewer_id = verdicts.reviewer_id
            AND newer.undone_at IS NULL AND newer.verdict_id > verdicts.verdict_id
    );
CREATE INDEX outcomes_by_status ON outcomes (status, step, kind);
COMMIT;
