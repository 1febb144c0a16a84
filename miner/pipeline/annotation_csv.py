"""Published annotation files: rows of label, video id, start and end.

Known column names are those of Kinetics (`label,youtube_id,time_start,time_end`), HACS
(`classname,youtube_id,start,end`) and plain ones (`label,id,start,end`, or `url`). Each row
becomes a clip to cut, with the sampler `annotation`; without times the whole video is a candidate.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from miner.action_names import slug_of
from miner.actions import actions_of_names
from miner.catalogue.catalogue import Catalogue
from miner.catalogue.ids import clip_id
from miner.catalogue.records import CandidateClip, SourceVideo
from miner.errors import MissingInput
from miner.pipeline.action_import import add_actions
from miner.text import clean_text
from scraper.video_ids import safe_video_id, video_id_of

LABEL_COLUMNS = ("label", "label-name", "classname", "class", "action")
ID_COLUMNS = ("youtube_id", "video-id", "video_id", "id", "url")
START_COLUMNS = ("time_start", "start", "start_seconds")
END_COLUMNS = ("time_end", "end", "end_seconds")

WATCH_PAGE = "https://www.youtube.com/watch?v={}"
"""Page of a bare video id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotation:
    """One row of an annotation file."""

    label: str
    video_id: str
    url: str
    span: tuple[float, float] | None


def read_annotations(file: Path) -> list[Annotation]:
    """Return the rows of an annotation file.

    Raises:
        MissingInput: the file cannot be read, lacks a column, or a row is wrong.
    """
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            rows = [(reader.line_num, row) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = (isinstance(error, OSError) and error.strerror) or str(error)
        raise MissingInput(f"Cannot read '{file}': {reason}. Give a CSV file.") from error
    if not rows:
        raise MissingInput(f"Cannot read '{file}': it has no rows below its heading.")
    return [_annotation(row, place=f"{file}, line {line}") for line, row in rows]


def _annotation(row: Mapping[str, str | None], *, place: str) -> Annotation:
    label = clean_text(_column(row, LABEL_COLUMNS, place) or "")
    native = (_column(row, ID_COLUMNS, place) or "").strip()
    if not label or not native:
        raise MissingInput(f"Cannot use {place}: the label or the video id is empty.")
    start = _seconds(_optional(row, START_COLUMNS), place)
    end = _seconds(_optional(row, END_COLUMNS), place)
    if start is not None and end is not None and end <= start:
        raise MissingInput(f"Cannot use {place}: the clip ends ({end}) before it starts ({start}).")
    is_url = "://" in native
    return Annotation(
        label=label,
        video_id=video_id_of("generic", None, url=native)
        if is_url
        else safe_video_id("youtube", native),
        url=native if is_url else WATCH_PAGE.format(native),
        span=None if start is None or end is None else (start, end),
    )


def _column(row: Mapping[str, str | None], names: Sequence[str], place: str) -> str | None:
    for name in names:
        if name in row:
            return row[name]
    raise MissingInput(
        f"Cannot use {place}: there is no column {' or '.join(repr(name) for name in names)}. "
        f"The columns are {', '.join(repr(name) for name in row)}."
    )


def _optional(row: Mapping[str, str | None], names: Sequence[str]) -> str | None:
    return next((row[name] for name in names if row.get(name)), None)


def _seconds(text: str | None, place: str) -> float | None:
    if text is None:
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise MissingInput(f"Cannot use {place}: '{text}' is no time in seconds.")
    return seconds


def add_annotations(catalogue: Catalogue, rows: Sequence[Annotation]) -> tuple[int, int]:
    """Write actions, videos and clips down; return how many clips are new and how many known.

    Labels that differ only in how they are written, such as in capitals, are one action.
    """
    labels: dict[str, str] = {}
    for row in rows:
        labels.setdefault(slug_of(row.label), row.label)
    new = 0
    with catalogue.transaction():
        unknown = [labels[slug] for slug in labels if not catalogue.actions.find(slug)]
        add_actions(catalogue, actions_of_names(unknown))
        for row in rows:
            catalogue.videos.add(
                SourceVideo(
                    video_id=row.video_id, url=row.url, title=row.label, source="annotation"
                )
            )
            action = catalogue.actions.find(slug_of(row.label))
            if action is not None and row.span is not None:
                new += catalogue.clips.add(_clip(row, action.action_id, row.span))
    return new, len(rows) - new


def _clip(row: Annotation, action_id: str, span: tuple[float, float]) -> CandidateClip:
    start, end = span
    return CandidateClip(
        clip_id=clip_id(row.video_id, action_id, start, end),
        video_id=row.video_id,
        action_id=action_id,
        start_seconds=start,
        end_seconds=end,
        peak_seconds=(start + end) / 2,
        score=1.0,
        sampler="annotation",
    )
