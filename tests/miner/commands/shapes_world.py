"""A tiny world of coloured shapes: pictures that a small network learns in seconds, and videos.

Each action is a shape. A video shows grey noise, then a shape for some seconds, then noise again,
so a classifier of the pictures finds the shape in the video.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw

from miner.config import to_toml
from miner.demo.site.content import SiteImage
from miner.demo.site.server import SearchSite
from miner.demo.site.video_pages import ShelfVideo
from video.encoding import VideoWriter

ACTIONS = ("drawing circles", "drawing crosses")
"""The two actions of the world."""

BACKGROUND = "empty paper"
"""The background class."""

ACTION_LIST = f"""\
[[action]]
name = "{ACTIONS[0]}"

[[action]]
name = "{ACTIONS[1]}"

[[action]]
name = "{BACKGROUND}"
kind = "background"
"""

SIZE = (176, 144)
FPS = 8
IDLE_SECONDS = 3
SHOWN_SECONDS = 4
IMAGES_PER_CLASS = 10

_COLOURS = {ACTIONS[0]: (225, 30, 30), ACTIONS[1]: (20, 60, 230)}


def draw_picture(label: str, rng: np.random.Generator) -> Image.Image:
    """Draw the shape of an action somewhere on a noisy ground; background is ground alone."""
    coarse = rng.integers(60, 200, (9, 11, 1), dtype=np.uint8).repeat(3, axis=2)
    picture = Image.fromarray(coarse).resize(SIZE, Image.Resampling.BICUBIC)
    if label in _COLOURS:
        _draw_shape(picture, label, rng)
    return picture


def _draw_shape(picture: Image.Image, label: str, rng: np.random.Generator) -> None:
    draw = ImageDraw.Draw(picture)
    left, top = int(rng.integers(2, 60)), int(rng.integers(2, 30))
    box = (left, top, left + 110, top + 110)
    if label == ACTIONS[0]:
        draw.ellipse(box, fill=_COLOURS[label])
        return
    draw.line((box[:2], box[2:]), fill=_COLOURS[label], width=36)
    draw.line(((box[0], box[3]), (box[2], box[1])), fill=_COLOURS[label], width=36)


def draw_video(path: Path, labels: Sequence[str], *, seed: int) -> Path:
    """Draw a video that shows idle time, then each label for some seconds with idle time after."""
    rng = np.random.default_rng(seed)
    parts = [(BACKGROUND, IDLE_SECONDS)]
    for label in labels:
        parts += [(label, SHOWN_SECONDS), (BACKGROUND, IDLE_SECONDS)]
    with VideoWriter(path, width=SIZE[0], height=SIZE[1], fps=FPS) as writer:
        for label, seconds in parts:
            for _ in range(seconds):
                still: npt.NDArray[np.uint8] = np.asarray(draw_picture(label, rng))
                for _ in range(FPS):
                    writer.write(still)
    return path


@dataclass(frozen=True, slots=True, kw_only=True)
class ShapesWorld:
    """Pictures and videos on disk, as the local site serves them."""

    images: tuple[SiteImage, ...]
    videos: tuple[ShelfVideo, ...]

    def paths(self, word: str) -> list[Path]:
        """Return the video files whose name begins with a word."""
        return [v.path for v in self.videos if v.path and v.name.startswith(word)]


def draw_world(folder: Path, *, videos_per_action: int = 5) -> ShapesWorld:
    """Draw pictures of every class and videos of every action, and one that is gone."""
    images, videos = [], []
    for number, label in enumerate((*ACTIONS, BACKGROUND)):
        rng = np.random.default_rng(number)
        for index in range(IMAGES_PER_CLASS + 2):
            path = folder / f"{label.split()[-1]}-{index}.png"
            draw_picture(label, rng).save(path)
            images.append(SiteImage(path=path, title=f"{label} {index}", queries=(label,)))
    for number, label in enumerate(ACTIONS):
        for index in range(videos_per_action):
            name = f"{label.split()[-1]}{index}"
            path = draw_video(folder / f"{name}.mp4", [label], seed=100 * number + index + 7)
            videos.append(shelf_video(name, path, label))
    videos.append(shelf_video("crossesgone", None, ACTIONS[1]))
    return ShapesWorld(images=tuple(images), videos=tuple(videos))


def shelf_video(name: str, path: Path | None, label: str, *, title: str = "") -> ShelfVideo:
    """Return a video of an action as the site offers it."""
    return ShelfVideo(
        name=name,
        title=title or f"{label}, part {name}",
        tags=(label,),
        path=path,
        duration_seconds=IDLE_SECONDS * 2 + SHOWN_SECONDS,
    )


def settings(endpoints: dict[str, str], feed: str, **changes: dict[str, object]) -> str:
    """Return a `miner.toml` for the local site and small networks; `changes` are by section."""
    sections: dict[str, dict[str, object]] = {
        "scrape": {
            "images_per_action": IMAGES_PER_CLASS,
            "sources": ["bing"],
            "endpoints": endpoints,
            "allow_private_hosts": True,
            "requests_per_second": 500.0,
            "backoff_seconds": 0.01,
            "near_duplicate_bits": 8,
        },
        "train_image_clf": {
            "feature_extractor": "timm/test_resnet",
            "weights": "none",
            "image_size": 32,
            "epochs": 4,
            "batch_size": 8,
            "learning_rate": 0.003,
            "num_workers": 0,
        },
        "find": {"search": feed, "videos_per_action": 6, "sleep_seconds": 0.0},
        "download": {
            "sleep_seconds": 0.0,
            "max_sleep_seconds": 0.0,
            "retries": 0,
            "num_workers": 2,
        },
        "propose": {"clip_len": 3.0, "n_clips": 2},
        "train_video": {
            "model": "r2plus1d_10",
            "frames_per_clip": 4,
            "stride": 4,
            "image_size": 32,
            "epochs": 1,
            "batch_size": 4,
        },
        "eval_video": {"num_clips": 2},
    }
    lines = []
    for section, values in sections.items():
        lines.append(f"[{section}]")
        merged = values | changes.get(section, {})
        lines += [f"{key} = {to_toml(value)}" for key, value in merged.items()]
    return "\n".join(lines) + "\n"


def feed_of(site: SearchSite) -> str:
    """Return the search of a site's videos, as `find.search` has it."""
    return f"{site.url}/videos/search.rss?q={{query}}"


def make_place(folder: Path, settings_text: str) -> Path:
    """Make a workspace with settings and `actions.toml`, and return its folder."""
    folder.mkdir(parents=True)
    (folder / "miner.toml").write_text(settings_text, encoding="utf-8")
    (folder / "actions.toml").write_text(ACTION_LIST, encoding="utf-8")
    return folder
