"""Clips as training data, decoded from real files."""

from pathlib import Path

import numpy as np
import pytest

from tests.builders import VideoSpec, make_video, painted_number
from video.clip_transforms import AugmentationOptions
from video.dataset import (
    CentreView,
    ClipDecoding,
    ClipStore,
    LabelledClip,
    TrainingView,
    VideoClips,
)
from video.sampling import ClipShape

DECODING = ClipDecoding(short_side=60)


def numbered_clip(path: Path, spec: VideoSpec, *, label: str = "jump") -> LabelledClip:
    """Write a video whose frames carry their numbers."""
    make_video(path, spec)
    return LabelledClip(path=path, label=label, clip_id=path.stem, video_id=path.stem)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> LabelledClip:
    return numbered_clip(tmp_path_factory.mktemp("clips") / "ten.mp4", VideoSpec(frames=10))


def numbers(frames: np.ndarray) -> list[int]:
    return [painted_number(frame) for frame in frames]


def test_store_decodes_every_frame_at_the_small_size(clip: LabelledClip) -> None:
    store = ClipStore([clip], decoding=DECODING, cache_bytes=10**9)

    assert store.lengths == [10]
    assert store.frames(0, np.array([0, 3, 9])).shape == (3, 60, 80, 3)
    assert numbers(store.frames(0, np.array([0, 3, 9]))) == [0, 3, 9]


def test_clip_that_does_not_fit_in_memory_is_decoded_again(clip: LabelledClip) -> None:
    store = ClipStore([clip], decoding=DECODING, cache_bytes=100)

    assert not store.is_complete
    assert store.cached_bytes == 0
    assert numbers(store.frames(0, np.array([7, 2, 7]))) == [7, 2, 7]


def test_unreadable_clips_are_named_and_left_out(clip: LabelledClip, tmp_path: Path) -> None:
    text, missing = tmp_path / "text.mp4", tmp_path / "missing.mp4"
    text.write_text("no video")
    broken = [
        LabelledClip(path=path, label="jump", clip_id=path.stem, video_id="v")
        for path in (text, missing)
    ]

    store = ClipStore([broken[0], clip, broken[1]], decoding=DECODING, cache_bytes=10**9)

    assert [kept.clip_id for kept in store.clips] == ["ten"]
    assert [clip_id for clip_id, _ in store.unreadable] == ["text", "missing"]
    assert all(str(tmp_path) in reason for _, reason in store.unreadable)


@pytest.mark.parametrize(
    ("fps", "expected"),
    [(0.0, [0, 1, 2, 3, 4, 5]), (10.0, [0, 1, 2, 4, 5]), (5.0, [0, 2, 5]), (20.0, None)],
)
def test_videos_are_resampled_by_time_stamps(
    tmp_path: Path, fps: float, expected: list[int] | None
) -> None:
    stamps = (0.0, 0.1, 0.2, 0.25, 0.3, 0.4)
    clip = numbered_clip(tmp_path / "uneven.mkv", VideoSpec(timestamps=stamps))

    found = numbers(ClipDecoding(short_side=120, fps=fps).decode(clip.path))

    assert found == (expected or [0, 0, 1, 1, 2, 3, 4, 4, 5])


def test_training_sample_depends_on_its_generator_alone(clip: LabelledClip) -> None:
    view = TrainingView(shape=ClipShape(frames=4), size=32, augmentation=AugmentationOptions())
    cached = ClipStore([clip], decoding=DECODING, cache_bytes=10**9)
    uncached = ClipStore([clip], decoding=DECODING, cache_bytes=0)

    one, two = (
        VideoClips(store, classes=("jump",), view=view).sample(0, np.random.default_rng(5))[0]
        for store in (cached, uncached)
    )

    assert one.shape == (4, 32, 32, 3)
    assert (one == two).all()


def test_directional_class_is_never_mirrored(clip: LabelledClip) -> None:
    view = TrainingView(
        shape=ClipShape(frames=2),
        size=60,
        augmentation=AugmentationOptions(min_crop_scale=1.0, colour_jitter=0.0),
        directional_classes=frozenset({"jump"}),
    )
    store = ClipStore([clip], decoding=DECODING, cache_bytes=10**9)
    samples = VideoClips(store, classes=("jump",), view=view)
    window = np.array([4, 5])
    middle = store.frames(0, window)[:, :, 10:70]

    shown = [
        view.finish(store.frames(0, window), label="jump", generator=np.random.default_rng(seed))
        for seed in range(10)
    ]

    assert all((clip == middle).all() for clip in shown)
    assert len(samples) == 1


def test_repetitions_show_every_clip_several_times(clip: LabelledClip, tmp_path: Path) -> None:
    other = numbered_clip(tmp_path / "other.mp4", VideoSpec(frames=3), label="run")
    store = ClipStore([clip, other], decoding=DECODING, cache_bytes=10**9)
    view = CentreView(shape=ClipShape(frames=2), size=60)
    samples = VideoClips(store, classes=("run", "jump"), view=view, repetitions=3)

    targets = [samples.sample(index, np.random.default_rng(0))[1] for index in range(len(samples))]

    assert targets == [1, 0, 1, 0, 1, 0]


def test_centre_view_shows_the_middle_of_the_video(clip: LabelledClip) -> None:
    view = CentreView(shape=ClipShape(frames=4, stride=2), size=60)

    window = view.window(10, generator=np.random.default_rng(0))

    assert window.tolist() == [1, 3, 5, 7]
