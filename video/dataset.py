"""Labelled clips as training data: decoded once to a small size, kept in memory while they fit.

Which frames and which crop a sample shows is decided by the generator that the training loop hands
over, one for each (seed, epoch, sample): neither the order of reading nor the number of threads
matters, and a resumed run sees what an unbroken one would have seen.
"""

import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

import numpy as np

from video.clip_transforms import (
    AugmentationOptions,
    Clip,
    augment,
    crops,
    draw_augmentation,
    scaled_size,
)
from video.decoding import Frame, FrameSampling, iter_frames
from video.errors import VideoError
from video.sampling import ClipShape, Indices, at_rate, random_window, uniform_windows
from video.training.records import UnreadableClip

DECODING_THREADS = 4
"""Videos decoded at the same time while a store is filled; the decoder leaves Python's lock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledClip:
    """A clip file and what happens in it."""

    path: Path
    """The file."""
    label: str
    """Name of its class."""
    clip_id: str
    """Unique name of the clip."""
    video_id: str
    """Name of the source video it was cut from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipDecoding:
    """How a video becomes frames."""

    short_side: int
    """Short side that frames are scaled to, in pixels."""
    fps: float = 0.0
    """Frames per second to resample to by time stamps; 0 keeps every frame."""

    def decode(self, path: Path) -> Clip:
        """Return all frames of the video, (N, H, W, 3); damaged places are left out.

        Raises:
            VideoError: nothing in the file can be decoded.
        """
        return np.stack([frame.rgb for frame in self.frames(path)])

    def frames(self, path: Path) -> Iterator[Frame]:
        """Decode the frames of the video one by one."""
        size = partial(scaled_size, short_side=self.short_side)
        if not self.fps:
            return iter_frames(path, sampling=FrameSampling(every=1), size=size)
        return at_rate(
            iter_frames(path, sampling=FrameSampling(fps=self.fps), size=size), fps=self.fps
        )


class ClipStore:
    """The readable ones of some clips, decoded; the first to fit are kept in memory.

    Opening a store decodes every clip to its end once: what cannot be read is known before
    training starts, is named in `unreadable`, and never turns up again.
    """

    def __init__(
        self, clips: Sequence[LabelledClip], *, decoding: ClipDecoding, cache_bytes: int
    ) -> None:
        self.decoding = decoding
        self.clips: list[LabelledClip] = []
        self.lengths: list[int] = []
        self.unreadable: list[UnreadableClip] = []
        self._frames: dict[int, Clip] = {}
        self._fill(clips, cache_bytes=cache_bytes)

    def __len__(self) -> int:
        """Return the number of readable clips."""
        return len(self.clips)

    @property
    def is_complete(self) -> bool:
        """Whether every clip is in memory."""
        return len(self._frames) == len(self.clips)

    @property
    def cached_bytes(self) -> int:
        """Memory that the kept frames take."""
        return sum(frames.nbytes for frames in self._frames.values())

    def frames(self, index: int, wanted: Indices) -> Clip:
        """Return the wanted frames of the clip at `index`, (T, H, W, 3)."""
        if index in self._frames:
            return self._frames[index][wanted]
        needed = itertools.islice(
            self.decoding.frames(self.clips[index].path), int(wanted.max()) + 1
        )
        return np.stack([frame.rgb for frame in needed])[wanted]

    def _fill(self, clips: Sequence[LabelledClip], *, cache_bytes: int) -> None:
        free = cache_bytes
        for clip, decoded in zip(clips, self._decode_all(clips), strict=True):
            if isinstance(decoded, str):
                self.unreadable.append(UnreadableClip(clip.clip_id, decoded))
                continue
            if decoded.nbytes <= free:
                self._frames[len(self.clips)] = decoded
                free -= decoded.nbytes
            self.clips.append(clip)
            self.lengths.append(len(decoded))

    def _decode_all(self, clips: Sequence[LabelledClip]) -> Iterator[Clip | str]:
        """Decode in order, a few at a time, so that little more than the cache is ever held."""
        with ThreadPoolExecutor(DECODING_THREADS) as pool:
            for start in range(0, len(clips), 2 * DECODING_THREADS):
                group = clips[start : start + 2 * DECODING_THREADS]
                yield from pool.map(self._decode_or_reason, group)

    def _decode_or_reason(self, clip: LabelledClip) -> Clip | str:
        try:
            return self.decoding.decode(clip.path)
        except VideoError as error:
            return str(error)


class ClipView(Protocol):
    """Chooses frames and crop of a showing."""

    def window(self, length: int, *, generator: np.random.Generator) -> Indices:
        """Choose the frames of a video of `length` frames."""
        ...

    def finish(self, clip: Clip, *, label: str, generator: np.random.Generator) -> Clip:
        """Crop the chosen frames to what the network sees."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingView:
    """A random stretch of time, randomly cropped, mirrored and coloured."""

    shape: ClipShape
    """Frames and stride."""
    size: int
    """Side of the square, in pixels."""
    augmentation: AugmentationOptions
    """How strongly clips are varied."""
    directional_classes: frozenset[str] = frozenset()
    """Classes that are never mirrored."""

    def window(self, length: int, *, generator: np.random.Generator) -> Indices:
        """Draw the stretch of time."""
        return random_window(length, self.shape, generator=generator)

    def finish(self, clip: Clip, *, label: str, generator: np.random.Generator) -> Clip:
        """Draw and apply the augmentation."""
        drawn = draw_augmentation(
            clip.shape[2],
            clip.shape[1],
            options=self.augmentation,
            may_flip=label not in self.directional_classes,
            generator=generator,
        )
        return augment(clip, drawn, size=self.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreView:
    """The middle of the video in time and space."""

    shape: ClipShape
    """Frames and stride."""
    size: int
    """Side of the square, in pixels."""

    def window(self, length: int, *, generator: np.random.Generator) -> Indices:
        """Return the middle stretch."""
        del generator
        return uniform_windows(length, self.shape, count=1)[0]

    def finish(self, clip: Clip, *, label: str, generator: np.random.Generator) -> Clip:
        """Return the middle square."""
        del label, generator
        return crops(clip, size=self.size, count=1)[0]


class VideoClips:
    """Clips of a store as the samples of a training loop: (bytes (T, H, W, 3), class number).

    An epoch shows every clip `repetitions` times: sample `i` is a showing of clip `i % len(store)`.
    """

    def __init__(
        self, store: ClipStore, *, classes: Sequence[str], view: ClipView, repetitions: int = 1
    ) -> None:
        self.store = store
        self.view = view
        self.repetitions = repetitions
        self.classes = tuple(classes)
        numbers = {name: number for number, name in enumerate(classes)}
        self.targets = [numbers[clip.label] for clip in store.clips]

    def __len__(self) -> int:
        """Return the number of showings in an epoch."""
        return len(self.store) * self.repetitions

    def sample(self, index: int, rng: np.random.Generator) -> tuple[Clip, int]:
        """Return one showing; all that is random about it comes from `rng`."""
        place = index % len(self.store)
        window = self.view.window(self.store.lengths[place], generator=rng)
        frames = self.store.frames(place, window)
        label = self.store.clips[place].label
        return self.view.finish(frames, label=label, generator=rng), self.targets[place]
