"""Which images and videos the world has: the lots are drawn here, nothing is painted yet.

Every item has a random stream of its own, made of the world's seed and the item's number, so
items can be drawn in any order, by any number of processes, with the same result.
"""

from dataclasses import dataclass, field
from typing import Annotated

import numpy as np
from annotated_doc import Doc
from annotated_types import Ge, Gt, Le, Lt

from .actions import ACTIONS, AT_A_CHAIR, MOTION_PAIR
from .backdrops import PLACES, Place
from .lots import chance, pick
from .script import Pacing

Size = tuple[int, int]
"""Width and height in pixels."""

_IMAGES, _VIDEOS, _CAST = 1, 2, 3
"""Numbers of the random streams."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorldScale:
    """How large a world is."""

    images_per_action: Annotated[int, Ge(1), Doc("Still images drawn for each action.")] = 85
    background_images: Annotated[int, Ge(1), Doc("Still images of people doing nothing.")] = 100
    off_topic: Annotated[
        float, Ge(0), Lt(1), Doc("Share of an action's images that show something else.")
    ] = 0.05
    videos: Annotated[int, Ge(1), Doc("Videos drawn.")] = 42
    decoys: Annotated[
        float, Ge(0), Le(1), Doc("Share of the videos whose title names what does not happen.")
    ] = 0.06
    height: Annotated[int, Gt(0), Doc("Rows of most videos; they are 4:3.")] = 240
    pacing: Pacing = field(default_factory=Pacing)
    """How long people idle and act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageRole:
    """What one still image is to show."""

    image_key: str
    """Its name."""
    stream: tuple[int, int, int]
    """Seed of its random numbers."""
    label: str
    """The action whose search finds it."""
    query: str
    """The search phrase that finds it."""
    shown: str
    """What it shows."""
    title: str
    """What its page calls it."""
    place: Place
    """Where."""
    size: Size
    """Pixels."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoRole:
    """What one video is to show."""

    video_key: str
    """Its name."""
    stream: tuple[int, int, int]
    """Seed of its random numbers."""
    labels: tuple[str, ...]
    """What happens, in order."""
    advertised: tuple[str, ...]
    """What the title names."""
    title: str
    """What its page calls it."""
    place: Place
    """Where."""
    size: Size
    """Pixels."""
    fps: float
    """Frames a second."""
    has_sound: bool
    """Whether there is a sound track."""
    pacing: Pacing
    """How long things last."""


def cast_images(seed: int, scale: WorldScale) -> list[ImageRole]:
    """Return what every still image is to show."""
    roles: list[ImageRole] = []
    for action in ACTIONS:
        background = action.kind == "background"
        count = scale.background_images if background else scale.images_per_action
        strays = range(0, count, round(1 / scale.off_topic)) if scale.off_topic else ()
        for number in range(count):
            stream = (seed, _IMAGES, len(roles))
            query = action.queries[number % len(action.queries)]
            stray = not background and number in strays
            roles.append(_cast_image(stream, action.name, query, stray=stray))
    return roles


def _cast_image(stream: tuple[int, int, int], label: str, query: str, *, stray: bool) -> ImageRole:
    rng = np.random.default_rng([*stream, 0])
    place = pick(rng, PLACES)
    shown = pick(rng, [a.name for a in ACTIONS if a.name != label]) if stray else label
    return ImageRole(
        image_key=f"w{stream[0]}i{stream[2]:04d}",
        stream=stream,
        label=label,
        query=query,
        shown=shown,
        title=f"{query} in the {place}, {pick(rng, _IMAGE_WORDS)}",
        place=place,
        size=pick(rng, _IMAGE_SIZES),
    )


def cast_videos(seed: int, scale: WorldScale) -> list[VideoRole]:
    """Return what every video is to show; each action is as frequent as the others."""
    rng = np.random.default_rng([seed, _CAST])
    names = [action.name for action in ACTIONS if action.kind == "action"]
    decoys = round(scale.videos * scale.decoys)
    firsts = [*names, *MOTION_PAIR]  # the pair comes twice, since it is never the second action
    order = [firsts[number % len(firsts)] for number in range(scale.videos)]
    rng.shuffle(order)
    roles = []
    for number, first in enumerate(order):
        is_decoy = number < decoys
        labels = () if is_decoy else _cast_labels(rng, first, names)
        advertised = (first,) if is_decoy else tuple(dict.fromkeys(labels))
        stream = (seed, _VIDEOS, number)
        roles.append(_cast_video(stream, labels, advertised, scale))
    return roles


def _cast_labels(rng: np.random.Generator, first: str, names: list[str]) -> tuple[str, ...]:
    """Return what happens in a video: one action once or twice, or two actions."""
    alone = 0.7 if first in MOTION_PAIR else 0.4
    if chance(rng, alone):
        return (first,) if chance(rng, 0.6) else (first, first)
    if first in MOTION_PAIR:
        partners = list(AT_A_CHAIR)
    elif first in AT_A_CHAIR:
        partners = [name for name in names if name not in {*MOTION_PAIR, *AT_A_CHAIR}]
    else:
        partners = [name for name in names if name not in {first, *MOTION_PAIR}]
    both = [first, pick(rng, partners)]
    rng.shuffle(both)
    return tuple(both)


def _cast_video(
    stream: tuple[int, int, int],
    labels: tuple[str, ...],
    advertised: tuple[str, ...],
    scale: WorldScale,
) -> VideoRole:
    rng = np.random.default_rng([*stream, 0])
    place = pick(rng, PLACES)
    shape, rate = (
        int(rng.choice(len(_SHAPES), p=_SHAPE_ODDS)),
        float(rng.choice(_RATES, p=_RATE_ODDS)),
    )
    return VideoRole(
        video_key=f"w{stream[0]}v{stream[2]:03d}",
        stream=stream,
        labels=labels,
        advertised=advertised,
        title=_write_title(rng, stream[2], advertised, place),
        place=place,
        size=(2 * round(_SHAPES[shape] * scale.height / 2), scale.height),
        fps=rate,
        has_sound=chance(rng, 0.4),
        pacing=scale.pacing,
    )


def _write_title(
    rng: np.random.Generator, number: int, advertised: tuple[str, ...], place: Place
) -> str:
    queries = {action.name: action.queries[0] for action in ACTIONS}
    what = " and ".join(queries[name] for name in advertised)
    plain = pick(rng, _TITLES).format(what=what, place=place, number=number)
    return _HOSTILE.get(number % 16, "{title}").format(title=plain)


_IMAGE_SIZES: list[Size] = [(400, 300), (480, 320), (320, 320), (480, 270), (300, 400), (360, 270)]
_IMAGE_WORDS = ["stock photo", "free picture", "photo by a friend", "illustration", "wallpaper"]

_SHAPES = [4 / 3, 16 / 9, 1.0, 3 / 4]
_SHAPE_ODDS = [0.7, 0.15, 0.1, 0.05]
"""Width of a video for each row of height, and how frequent it is."""

_RATES = [12.5, 12.0, 10.0, 15.0, 24000 / 1001]
_RATE_ODDS = [0.5, 0.2, 0.1, 0.17, 0.03]
"""Frames a second, and how frequent they are."""

_TITLES = [
    "{what} in the {place}",
    "{what} for beginners, part {number}",
    "my {what} in the {place} today",
    "daily practice {number}: {what}",
    "{what} with a friend in the {place}",
]

_HOSTILE = {
    3: "\x1b[31m{title}\x1b[0m\x07",
    6: "[red]{title}[/red] [link=https://example.org]more[/link]",
    9: "../../{title}/..\\evil",
    12: "=HYPERLINK(0) {title} \u202eexe.4pm",
    15: "<script>alert(1)</script> {title}",
}
"""Titles that attack whatever shows, stores or names a file after them."""
