"""What is really to be seen in the drawn world: its images, its videos, and where actions happen.

>>> world = load_world(folder)  # doctest: +SKIP
>>> world.video_of_url("http://127.0.0.1:8000/media/w7v003.mp4").segments  # doctest: +SKIP
(Segment(label='squatting', span=ClipSpan(start_seconds=2.4, end_seconds=6.9)),)
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from miner.errors import MissingInput
from miner.files import write_whole
from video.timing import ClipSpan

from .actions import ACTIONS, DemoAction

WORLD_FILE = "world.json"
"""Name of the file that holds the truth; it is written last, when the world is complete."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One performance of one action."""

    label: str
    """The action."""
    span: ClipSpan
    """When it is to be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthImage:
    """One still image and what it shows."""

    image_key: str
    """Its name."""
    path: Path
    """The JPEG file."""
    title: str
    """What its page calls it."""
    query: str
    """The search phrase that finds it."""
    label: str
    """The action that the phrase stands for."""
    shown: str
    """What it really shows: an action, the background, or something else's action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TruthVideo:
    """One video and what happens in it."""

    video_key: str
    """Its name."""
    path: Path
    """The MP4 file."""
    title: str
    """What its page calls it; some are hostile, some promise what does not happen."""
    advertised: tuple[str, ...]
    """The actions that the title names."""
    segments: tuple[Segment, ...]
    """What happens, in order of time."""
    duration_seconds: float
    """Length of the video."""


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """The drawn world on the disk."""

    folder: Path
    """Where it lies."""
    seed: int
    """The lots that it was drawn with."""
    images: tuple[TruthImage, ...]
    """Still images, the results of each search phrase together."""
    videos: tuple[TruthVideo, ...]
    """Videos."""
    actions: tuple[DemoAction, ...] = ACTIONS
    """The action list that the world is about, the background last."""

    @property
    def labels(self) -> tuple[str, ...]:
        """Names of the actions without the background."""
        return tuple(action.name for action in self.actions if action.kind == "action")

    def video_of_url(self, url: str) -> TruthVideo | None:
        """Return the video that a page or media address of the demo's site belongs to."""
        key = PurePosixPath(urlsplit(url).path).stem
        return next((video for video in self.videos if video.video_key == key), None)


def save_world(world: World, *, scale: Mapping[str, Any]) -> Path:
    """Write the truth beside the drawn files and return the path of the file."""
    content = {
        "seed": world.seed,
        "scale": dict(scale),
        "images": [_image_to_json(image) for image in world.images],
        "videos": [_video_to_json(video) for video in world.videos],
    }
    text = json.dumps(content, indent=1, ensure_ascii=True) + "\n"
    return write_whole(world.folder / WORLD_FILE, text.encode())


def load_world(folder: Path) -> World:
    """Read the truth of a world that was drawn before.

    Raises:
        MissingInput: there is no complete world in the folder.
    """
    file = folder / WORLD_FILE
    if not file.is_file():
        raise MissingInput(
            f"Cannot read the world in '{folder}': it is not there or not complete. "
            "Draw it with 'miner demo'."
        )
    content = json.loads(file.read_text(encoding="utf-8"))
    return World(
        folder=folder,
        seed=content["seed"],
        images=tuple(_image_from_json(row, folder) for row in content["images"]),
        videos=tuple(_video_from_json(row, folder) for row in content["videos"]),
    )


def _image_to_json(image: TruthImage) -> dict[str, Any]:
    return {
        "image_key": image.image_key,
        "file": f"{image.path.parent.name}/{image.path.name}",
        "title": image.title,
        "query": image.query,
        "label": image.label,
        "shown": image.shown,
    }


def _image_from_json(row: dict[str, Any], folder: Path) -> TruthImage:
    return TruthImage(path=folder / row.pop("file"), **row)


def _video_to_json(video: TruthVideo) -> dict[str, Any]:
    return {
        "video_key": video.video_key,
        "file": f"{video.path.parent.name}/{video.path.name}",
        "title": video.title,
        "advertised": list(video.advertised),
        "duration_seconds": video.duration_seconds,
        "segments": [
            [segment.label, segment.span.start_seconds, segment.span.end_seconds]
            for segment in video.segments
        ],
    }


def _video_from_json(row: dict[str, Any], folder: Path) -> TruthVideo:
    return TruthVideo(
        video_key=row["video_key"],
        path=folder / row["file"],
        title=row["title"],
        advertised=tuple(row["advertised"]),
        segments=tuple(
            Segment(label=label, span=ClipSpan(start, end)) for label, start, end in row["segments"]
        ),
        duration_seconds=row["duration_seconds"],
    )
