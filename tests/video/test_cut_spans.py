"""Clips hold exactly the frames of their spans: many spans, odd rates, with their sound."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from tests.builders import VideoSpec, beep_starts, make_video, painted_number
from video.cutting import ClipCut, CutClip, cut_clips, group_by_gap
from video.decoding import FrameSampling, iter_frames
from video.errors import CannotCut
from video.options import CutOptions
from video.timing import ClipSpan

RATES = {
    "23.976": Fraction(24000, 1001),
    "29.97": Fraction(30000, 1001),
    "59.94": Fraction(60000, 1001),
    "12.5": Fraction(25, 2),
    "7": Fraction(7),
}
SECONDS = 8
FAST = CutOptions(preset="ultrafast", crf=28)


def spans_of(seed: int) -> list[ClipSpan]:
    """Draw a dozen spans of hundredths of a second, wherever frames may be."""
    generator = np.random.default_rng(seed)
    starts = generator.integers(1, 100 * (SECONDS - 2), 12) / 100 + 0.003
    return [ClipSpan(float(a), float(a + length / 100)) for a, length in
            zip(starts, generator.integers(20, 180, 12), strict=True)]  # fmt: skip


def frames_between(span: ClipSpan, rate: Fraction) -> list[int]:
    """Work out which frames of a constant rate are first shown inside a span."""
    times = {number: float(number / rate) for number in range(int(SECONDS * rate))}
    return [n for n, at in times.items() if span.start_seconds <= at < span.end_seconds]


def cut_all(video: Path, spans: list[ClipSpan], folder: Path) -> list[CutClip]:
    cuts = [ClipCut(span=span, target=folder / f"{n}.mp4") for n, span in enumerate(spans)]
    return cut_clips(video, cuts, options=FAST)


@pytest.mark.parametrize(("rate", "suffix"), [
    ("23.976", "mp4"), ("29.97", "mov"), ("59.94", "mp4"), ("12.5", "mkv"), ("7", "avi"),
])  # fmt: skip
def test_every_clip_holds_the_frames_of_its_span(tmp_path: Path, rate: str, suffix: str) -> None:
    fps, spans = RATES[rate], spans_of(seed=len(rate))
    spec = VideoSpec(frames=int(SECONDS * fps), fps=fps, size=(64, 48), gop=50)
    video = make_video(tmp_path / f"a.{suffix}", spec)

    clips = cut_all(video, spans, tmp_path)

    for span, clip in zip(spans, clips, strict=True):
        frames = list(iter_frames(clip.path, sampling=FrameSampling()))
        numbers = [painted_number(frame.rgb) for frame in frames]
        assert numbers == frames_between(span, fps)
        assert (clip.frames, clip.fps) == (len(numbers), fps)
        assert clip.start_seconds == pytest.approx(float(numbers[0] / fps), abs=0.001)
        assert clip.end_seconds == pytest.approx(float((numbers[-1] + 1) / fps), abs=0.001)


def test_touching_spans_share_no_frame_and_lose_none(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(frames=60, size=(64, 48)))
    edges = [0.0, 0.31, 0.5, 1.234, 2.0]
    spans = [ClipSpan(a, b) for a, b in pairwise(edges)]

    clips = cut_all(video, spans, tmp_path)

    shown = [
        painted_number(frame.rgb)
        for clip in clips
        for frame in iter_frames(clip.path, sampling=FrameSampling())
    ]
    assert shown == list(range(60))


@pytest.mark.parametrize(
    ("spans", "groups"),
    [
        pytest.param([], [], id="none"),
        pytest.param([(5, 6)], [[0]], id="one"),
        pytest.param([(50, 60), (0, 10)], [[1], [0]], id="far apart"),
        pytest.param([(20, 30), (0, 10)], [[1, 0]], id="just near enough"),
        pytest.param([(0, 100), (1, 2), (105, 106)], [[0, 1, 2]], id="inside a long one"),
    ],
)
def test_spans_near_each_other_are_read_in_one_go(
    spans: list[tuple[float, float]], groups: list[list[int]]
) -> None:
    assert group_by_gap([ClipSpan(*span) for span in spans], max_gap_seconds=10) == groups


@pytest.mark.parametrize(
    ("layout", "rate", "kept"),
    [("mono", 44_100, 44_100), ("stereo", 32_000, 32_000), ("5.1", 48_000, 48_000)],
)
def test_sound_keeps_its_rate_and_its_time(
    tmp_path: Path, layout: str, rate: int, kept: int
) -> None:
    video = with_beeps(tmp_path / "a.mkv", layout=layout, rate=rate)

    clip = cut_all(video, [ClipSpan(0.75, 2.5)], tmp_path)[0]

    with av.open(str(clip.path)) as container:
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
        stream = container.streams.audio[0]
        assert (stream.sample_rate, stream.channels) == (kept, 1 if layout == "mono" else 2)
    beeps = beep_starts(np.concatenate(parts), sample_rate=kept)
    assert beeps == pytest.approx([0.25, 1.25], abs=0.005)


def with_beeps(path: Path, *, layout: str, rate: int) -> Path:
    """Write three seconds of pictures with a beep at each second in every channel."""
    with av.open(str(path), "w") as container:
        video = container.add_stream("mpeg4", rate=20)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        sound = container.add_stream("aac", rate=rate, layout=layout)
        for number in range(60):
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts, frame.time_base = number, Fraction(1, 20)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        at = np.arange(3 * rate) / rate
        tone = (0.8 * np.sin(2 * np.pi * 1000 * at) * (at % 1 < 0.1)).astype(np.float32)
        channels = sound.codec_context.channels
        samples = av.AudioFrame.from_ndarray(np.tile(tone, (channels, 1)), "fltp", layout)
        samples.sample_rate, samples.pts, samples.time_base = rate, 0, Fraction(1, rate)
        container.mux(sound.encode(samples))
        container.mux(sound.encode(None))
    return path


def test_failure_of_one_clip_keeps_older_files_as_they_were(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(size=(64, 48)))
    (tmp_path / "0.mp4").write_bytes(b"older")

    with pytest.raises(CannotCut, match="no readable frame is there"):
        cut_all(video, [ClipSpan(0, 0.5), ClipSpan(30, 31)], tmp_path)

    assert (tmp_path / "0.mp4").read_bytes() == b"older"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.mp4", "a.mp4"]


def test_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(size=(64, 48)))
    cuts = [ClipCut(span=ClipSpan(0, 1), target=video / "clip.mp4")]

    with pytest.raises(CannotCut, match=r"Cannot write '.*clip.mp4': not a directory") as caught:
        cut_clips(video, cuts)

    assert caught.value.kind == "unwritable"


def test_higher_crf_makes_smaller_files(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(frames=20, size=(320, 240)))
    cuts = [ClipCut(span=ClipSpan(0, 1), target=tmp_path / "clip.mp4")]

    sizes = [
        cut_clips(video, cuts, options=CutOptions(crf=crf))[0].path.stat().st_size
        for crf in (10, 25, 45)
    ]

    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3
