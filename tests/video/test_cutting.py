from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.builders import VideoSpec, beep_starts, damage_frames, make_video, painted_number
from video.clip_pictures import clip_size
from video.cutting import ClipCut, CutClip, cut_clips
from video.decoding import FrameSampling, iter_frames
from video.errors import CannotCut, CannotOpen
from video.options import CutOptions
from video.timing import ClipSpan

QUIET = {"x265-params": "log-level=none"}
LARGE_GOP = {"g": "600", "keyint_min": "600", "sc_threshold": "0"}


def cut(
    video: Path, *spans: tuple[float, float], options: CutOptions | None = None
) -> list[CutClip]:
    folder = video.parent / f"{video.stem}-clips"
    folder.mkdir(exist_ok=True)
    cuts = [
        ClipCut(span=ClipSpan(*span), target=folder / f"{number}.mp4")
        for number, span in enumerate(spans)
    ]
    return cut_clips(video, cuts, options=options or CutOptions())


def numbers_in(clip: Path) -> list[int]:
    return [painted_number(frame.rgb) for frame in iter_frames(clip, sampling=FrameSampling())]


def seconds_in(clip: Path) -> list[float]:
    return [frame.seconds for frame in iter_frames(clip, sampling=FrameSampling())]


def sound_of(clip: Path) -> tuple[np.ndarray, int]:
    with av.open(str(clip)) as container:
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
        return np.concatenate(parts), container.streams.audio[0].sample_rate


KINDS = [
    pytest.param("a.mp4", VideoSpec(frames=200), id="h264"),
    pytest.param("a.mp4", VideoSpec(frames=200, rotation=90), id="turned"),
    pytest.param("a.mkv", VideoSpec(frames=200), id="times in milliseconds"),
    pytest.param("a.ts", VideoSpec(frames=200, start_seconds=100), id="starts late"),
    pytest.param(
        "a.mp4",
        VideoSpec(frames=200, codec="libx265", pixel_format="yuv420p10le", options=QUIET),
        id="10 bit",
    ),
    pytest.param(
        "a.mpg",
        VideoSpec(frames=200, codec="mpeg2video", options={"flags": "+ildct+ilme"}),
        id="interlaced",
    ),
    pytest.param("a.h264", VideoSpec(frames=200), id="without timestamps"),
    pytest.param("a.mp4", VideoSpec(frames=200, options=LARGE_GOP), id="one key frame"),
]


@pytest.mark.parametrize(("name", "spec"), KINDS)
def test_clips_hold_exactly_the_frames_of_their_spans(
    tmp_path: Path, name: str, spec: VideoSpec
) -> None:
    video = make_video(tmp_path / name, spec)

    clips = cut(video, (1.0, 2.0), (1.5, 2.5), (0.0, 0.5), (6.0, 6.1))

    assert numbers_in(clips[0].path) == list(range(30, 60))
    assert numbers_in(clips[1].path) == list(range(45, 75))
    assert numbers_in(clips[2].path) == list(range(15))
    assert numbers_in(clips[3].path) == list(range(180, 183))
    assert [clip.frames for clip in clips] == [30, 30, 15, 3]
    assert {clip.fps for clip in clips} == {Fraction(30)}


def test_spans_far_apart_are_found_by_jumps(tmp_path: Path) -> None:
    video = make_video(tmp_path / "long.mp4", VideoSpec(frames=2400, size=(64, 48), gop=100))

    clips = cut(video, (70.0, 71.0), (2.0, 3.0), (40.0, 41.0))

    assert numbers_in(clips[0].path) == list(range(2100, 2130))
    assert numbers_in(clips[1].path) == list(range(60, 90))
    assert numbers_in(clips[2].path) == list(range(1200, 1230))


@pytest.mark.parametrize("rate", [Fraction(30000, 1001), Fraction(24000, 1001), Fraction(25)])
def test_the_frame_rate_stays_exact(tmp_path: Path, rate: Fraction) -> None:
    video = make_video(tmp_path / "a.mkv", VideoSpec(frames=100, fps=rate))

    clip = cut(video, (1.0, 3.0))[0]

    with av.open(str(clip.path)) as container:
        assert container.streams.video[0].average_rate == rate
    assert clip.fps == rate


def test_a_varying_frame_rate_keeps_its_times(tmp_path: Path) -> None:
    times = [0.0, 0.1, 0.25, 0.3, 0.7, 0.75, 1.2, 1.21, 1.5]
    video = make_video(tmp_path / "a.mp4", VideoSpec(timestamps=times))

    clip = cut(video, (0.2, 1.3))[0]

    assert numbers_in(clip.path) == [2, 3, 4, 5, 6, 7]
    assert seconds_in(clip.path) == pytest.approx([0, 0.05, 0.45, 0.5, 0.95, 0.96], abs=1e-4)
    assert clip.start_seconds == pytest.approx(0.25)
    assert clip.frames == 6


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.ts", "a.avi"])
def test_sound_stays_in_step_with_the_pictures(tmp_path: Path, name: str) -> None:
    start = 0 if name == "a.avi" else 3
    # AVI does not tell that AAC begins with 1024 samples of nothing.
    late = 1024 / 48_000 if name == "a.avi" else 0.0
    spec = VideoSpec(frames=300, size=(64, 48), audio=True, start_seconds=start)
    video = make_video(tmp_path / name, spec)

    clips = cut(video, (3.2, 5.2), (8.5, 9.5))

    for clip, starts in zip(clips, [[0.8, 1.8], [0.5]], strict=True):
        expected = [seconds + late for seconds in starts]
        samples, rate = sound_of(clip.path)
        assert beep_starts(samples, sample_rate=rate) == pytest.approx(expected, abs=0.005)
        assert samples.size / rate == pytest.approx(clip.end_seconds - clip.start_seconds, abs=0.03)


def test_sound_that_ends_early_is_filled_up_with_silence(tmp_path: Path) -> None:
    spec = VideoSpec(frames=1000, size=(64, 48), audio=True, audio_seconds=4.5)
    video = make_video(tmp_path / "a.mp4", spec)

    clips = cut(video, (3.5, 5.5), (14.0, 15.0))

    for clip, starts in zip(clips, [[0.5], []], strict=True):
        samples, rate = sound_of(clip.path)
        assert beep_starts(samples, sample_rate=rate) == pytest.approx(starts, abs=0.005)
        assert samples.size / rate == pytest.approx(clip.end_seconds - clip.start_seconds, abs=0.03)


def test_a_late_part_of_a_stream_without_index_is_found(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.ts", VideoSpec(frames=400, size=(64, 48)))

    assert numbers_in(cut(video, (10.0, 11.0))[0].path) == list(range(300, 330))


def test_damage_in_a_span_costs_only_the_damaged_frames(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(frames=90, options={"bf": "0"}))
    damage_frames(video, first=35, last=38)

    numbers = numbers_in(cut(video, (1.0, 2.0))[0].path)

    assert numbers[:5] == [30, 31, 32, 33, 34]
    assert numbers[-12:] == list(range(48, 60))


def test_sound_can_be_left_out(beeping_video: Path) -> None:
    with_sound = cut(beeping_video, (0, 1))[0]
    assert with_sound.has_audio

    without = cut(beeping_video, (0, 1), options=CutOptions(audio=False))[0]

    assert not without.has_audio
    with av.open(str(without.path)) as container:
        assert not container.streams.audio


@pytest.mark.parametrize(
    ("spec", "options", "size"),
    [
        pytest.param(VideoSpec(sample_aspect=Fraction(2)), CutOptions(), (320, 120), id="aspect"),
        pytest.param(VideoSpec(rotation=270), CutOptions(), (160, 120), id="turned"),
        pytest.param(VideoSpec(), CutOptions(max_side=80), (80, 60), id="made smaller"),
    ],
)
def test_clips_are_upright_with_square_pixels(
    tmp_path: Path, spec: VideoSpec, options: CutOptions, size: tuple[int, int]
) -> None:
    video = make_video(tmp_path / "a.mp4", spec)

    clip = cut(video, (0.5, 0.8), options=options)[0]

    with av.open(str(clip.path)) as container:
        frame = next(container.decode(video=0))
    assert (clip.width, clip.height) == (frame.width, frame.height) == size
    assert frame.rotation == 0
    assert painted_number(frame.to_ndarray(format="rgb24")) == 15  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("size", "max_side", "expected"),
    [
        ((321, 241), 0, (320, 240)),
        ((1, 1), 0, (2, 2)),
        ((640, 480), 1000, (640, 480)),
        ((480, 853), 320, (180, 320)),
    ],
)
def test_clip_sizes_are_even(
    size: tuple[int, int], max_side: int, expected: tuple[int, int]
) -> None:
    assert clip_size(size, max_side=max_side) == expected


def test_full_range_colours_stay_full_range(tmp_path: Path) -> None:
    spec = VideoSpec(size=(161, 121), codec="mjpeg", pixel_format="yuvj420p")
    video = make_video(tmp_path / "a.avi", spec)

    clip = cut(video, (0.0, 0.5))[0]

    first = next(iter_frames(clip.path, sampling=FrameSampling()))
    with av.open(str(clip.path)) as container:
        assert container.streams.video[0].codec_context.color_range == 2
    assert first.rgb.max() <= 8


@pytest.mark.parametrize(
    ("spans", "words"),
    [
        pytest.param([(50.0, 60.0)], "Cannot cut 50.00-60.00 s of", id="after the end"),
        pytest.param([(0.0, 0.5), (50.0, 60.0)], "no readable frame is there", id="one of two"),
        pytest.param([(0.01, 0.02)], "no readable frame", id="between two frames"),
    ],
)
def test_a_span_without_frames_is_told_and_nothing_is_written(
    tmp_path: Path, spans: Sequence[tuple[float, float]], words: str
) -> None:
    video = make_video(tmp_path / "a.mp4")

    with pytest.raises(CannotCut, match=words) as caught:
        cut(video, *spans)

    assert caught.value.kind == "no-frames"
    assert list((tmp_path / "a-clips").iterdir()) == []


def test_a_span_over_the_end_gives_what_is_there(beeping_video: Path) -> None:
    clip = cut(beeping_video, (9.5, 19.5))[0]

    samples, rate = sound_of(clip.path)
    assert numbers_in(clip.path) == list(range(285, 300))
    assert clip.end_seconds == pytest.approx(10)
    assert samples.size / rate == pytest.approx(0.5, abs=0.05)


def test_a_source_that_is_no_video_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_text("hello")

    with pytest.raises(CannotOpen, match="it is text"):
        cut(tmp_path / "a.mp4", (0, 1))


def test_two_clips_may_not_share_a_file(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4")
    both = [ClipCut(span=ClipSpan(0, 1), target=tmp_path / "b.mp4")] * 2

    with pytest.raises(ValueError, match="must differ"):
        cut_clips(video, both)


def test_the_same_cut_makes_the_same_file(beeping_video: Path) -> None:
    first = cut(beeping_video, (2.0, 3.0))[0].path.read_bytes()

    assert cut(beeping_video, (2.0, 3.0))[0].path.read_bytes() == first
