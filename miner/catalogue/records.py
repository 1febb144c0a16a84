"""Rows of the catalogue as values.

Paths are relative to the workspace, spans are half-open and in seconds of the source video.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ActionKind = Literal["action", "background"]
Answer = Literal["yes", "no", "unsure", "bad"]
Split = Literal["train", "val", "test"]
ModelKind = Literal["image-classifier", "video-model"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionClass:
    """A class of action, or of background, that images and clips are collected for."""

    action_id: str
    """Slug of the name; also the name of its folders."""
    name: str
    kind: ActionKind = "action"
    """`background` classes train the frame classifier and never propose a clip."""
    definition: str = ""
    synonyms: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Words that are typed into a search for an action."""

    query_id: str
    action_id: str
    text: str
    language: str = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundImage:
    """An image that a source named, whether or not it was fetched."""

    image_hit_id: str
    action_id: str
    query_id: str
    source: str
    rank: int
    """Place in the results of its query, from 1."""
    url: str
    page_url: str
    title: str
    licence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WebImage:
    """An image that counts: fetched, checked, and no duplicate of an earlier one."""

    image_id: str
    """First digits of the SHA-256 of the bytes as fetched."""
    action_id: str
    image_hit_id: str
    path: str
    perceptual_hash: str
    width: int
    height: int
    source_format: str
    source_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceVideo:
    """A video that was found, and the file once it is there."""

    video_id: str
    url: str
    title: str
    source: str
    uploader: str = ""
    licence: str = ""
    upload_date: str = ""
    duration_seconds: float | None = None
    path: str | None = None
    width: int | None = None
    height: int | None = None
    fps: str | None = None
    """Exact frame rate as a fraction, such as `30000/1001`."""
    codec: str | None = None
    has_audio: bool | None = None
    bytes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A trained model and what its checkpoint says."""

    model_id: str
    """First digits of the SHA-256 of its weights and classes."""
    kind: ModelKind
    architecture: str
    path: str
    classes: tuple[str, ...]
    metrics: dict[str, object]
    settings: dict[str, object]
    dataset_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameScores:
    """The scores of one video by one classifier; the numbers are in a file."""

    score_id: str
    video_id: str
    model_id: str
    sampling: str
    path: str
    frames: int
    unreadable: tuple[tuple[float, float], ...] = ()
    rule_id: str | None = None
    """Rule by which clips were last proposed from these scores."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateClip:
    """A span of a video that may show an action."""

    clip_id: str
    video_id: str
    action_id: str
    start_seconds: float
    end_seconds: float
    peak_seconds: float
    score: float
    sampler: str
    score_id: str | None = None
    rule_id: str | None = None
    path: str | None = None
    """The clip file, once it is cut."""
    strip_path: str | None = None
    strip_seconds: tuple[float, ...] = ()
    """Time of each cell of the filmstrip, in seconds of the clip."""
    curve_path: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CutFile:
    """What is written down about a clip when its file is in place."""

    clip_id: str
    path: str
    strip_path: str
    strip_seconds: tuple[float, ...]
    curve_path: str | None
    frames: int
    fps: str
    width: int
    height: int
    has_audio: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What one reviewer said of one clip."""

    clip_id: str
    reviewer_id: str
    answer: Answer
    bad_reason: str | None = None
    covers_clip: bool | None = None
    relabel_action_id: str | None = None
    trim: tuple[float, float] | None = None
    comment: str = ""
    flagged: bool = False
    seconds_taken: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One version of a dataset on disk."""

    dataset_id: str
    """First digits of the SHA-256 of its list of clips."""
    name: str
    version: int
    path: str
    settings: dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetClip:
    """A clip in a dataset."""

    clip_id: str
    video_id: str
    action_id: str
    split: Split
    start_seconds: float
    end_seconds: float
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemOutcome:
    """What became of one item of one step."""

    step: str
    item_id: str
    status: Literal["done", "skipped", "failed"]
    kind: str = ""
    message: str = ""
