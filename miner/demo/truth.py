"""What is really to be seen in the drawn world: its images, its videos, and where actions happen.

>>> world = draw_world(folder, seed=7)  # doctest: +SKIP
>>> world.video_of_url("http://127.0.0.1:8000/media/w7v003.mp4").segments  # doctest: +SKIP
(Segment(label='squatting', span=ClipSpan(start_seconds=2.4, end_seconds=6.9)),)
"""

import json
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import urlsplit

from miner.files import write_whole
from video.timing import ClipSpan

from .actions import ACTIONS, DemoAction

WORLD_FILE = "world.json"
"""Name of the file that tells people the truth; it is written last, when the world is complete."""


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


def save_world(world: World) -> Path:
    """Write the truth beside the drawn files, for people to read, and return its path."""
    content = {
        "seed": world.seed,
        "images": [_image_to_json(image) for image in world.images],
        "videos": [_video_to_json(video) for video in world.videos],
    }
    text = json.dumps(content, indent=1, ensure_ascii=True) + "\n"
    return write_whole(world.folder / WORLD_FILE, text.encode())


def _image_to_json(image: TruthImage) -> dict[str, Any]:
    return {
        "image_key": image.image_key,
        "file": f"{image.path.parent.name}/{image.path.name}",
        "title": image.title,
        "query": image.query,
        "label": image.label,
        "shown": image.shown,
    }


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
