from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest

from tests.builders import VideoSpec, damage_frames, make_video, painted, painted_number
from video.decoding import FrameSampling, VideoReader, iter_frames
from video.probe import probe_video

QUIET = {"x265-params": "log-level=none"}
VARYING = [0.0, 0.04, 0.08, 0.5, 0.54, 1.5, 1.52, 2.0]

KINDS = [
    pytest.param("a.mp4", VideoSpec(), id="h264"),
    pytest.param(
        "a.mp4",
        VideoSpec(codec="libx265", pixel_format="yuv420p10le", options=QUIET),
        id="10-bit hevc",
    ),
    pytest.param("a.webm", VideoSpec(codec="libvpx-vp9"), id="vp9"),
    pytest.param("a.mkv", VideoSpec(codec="libsvtav1"), id="av1"),
    pytest.param("a.avi", VideoSpec(codec="mjpeg", pixel_format="yuvj420p"), id="mjpeg avi"),
    pytest.param("a.flv", VideoSpec(codec="flv"), id="flv"),
    pytest.param("a.ts", VideoSpec(start_seconds=90_000), id="ts that starts late"),
    pytest.param(
        "a.mpg", VideoSpec(codec="mpeg2video", options={"flags": "+ildct+ilme"}), id="interlaced"
    ),
    pytest.param("a.mp4", VideoSpec(rotation=90), id="turned 90"),
    pytest.param("a.mp4", VideoSpec(rotation=180), id="turned 180"),
    pytest.param("a.mp4", VideoSpec(rotation=270), id="turned 270"),
    pytest.param("a.mp4", VideoSpec(fps=120), id="120 frames a second"),
    pytest.param("a.mp4", VideoSpec(fps=1, frames=5), id="1 frame a second"),
    pytest.param("a.mp4", VideoSpec(frames=1), id="one frame"),
    pytest.param("a.mp4", VideoSpec(fps=Fraction(30000, 1001)), id="29.97"),
    pytest.param("a.h264", VideoSpec(), id="without timestamps"),
]


@pytest.mark.parametrize(("name", "spec"), KINDS)
def test_every_frame_comes_once_in_order_at_its_time(
    tmp_path: Path, name: str, spec: VideoSpec
) -> None:
    video = make_video(tmp_path / name, spec)

    frames = list(iter_frames(video, sampling=FrameSampling()))

    count = len(spec.times)
    assert [painted_number(frame.rgb) for frame in frames] == list(range(count))
    expected = [float(number / Fraction(spec.fps)) for number in range(count)]
    assert [frame.seconds for frame in frames] == pytest.approx(expected, abs=0.0011)


@pytest.mark.parametrize(("name", "spec"), KINDS)
def test_probing_agrees_with_what_decodes(tmp_path: Path, name: str, spec: VideoSpec) -> None:
    video = make_video(tmp_path / name, spec)

    info = probe_video(video)

    count = len(spec.times)
    assert info.duration_seconds == pytest.approx(count / float(spec.fps), abs=0.034)
    assert float(info.fps) == pytest.approx(float(spec.fps), rel=0.01)
    assert info.frames in {count, None}
    assert (info.width, info.height) == (160, 120)
    assert info.rotation == (-spec.rotation) % 360
    assert not info.has_audio


def test_varying_frame_times_are_kept(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(timestamps=VARYING))

    seconds = [frame.seconds for frame in iter_frames(video, sampling=FrameSampling())]

    assert seconds == pytest.approx(VARYING, abs=1e-4)


def test_sampling_by_time_takes_the_frames_on_show(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(timestamps=VARYING))

    frames = list(iter_frames(video, sampling=FrameSampling(fps=2)))

    # on show at 0, 0.5, 1.0 (still the frame of 0.54), 1.5, 2.0
    assert [painted_number(frame.rgb) for frame in frames] == [0, 3, 4, 5, 7]


def test_sampling_by_number_takes_every_nth(beeping_video: Path) -> None:
    frames = list(iter_frames(beeping_video, sampling=FrameSampling(every=100)))

    assert [(frame.index, painted_number(frame.rgb)) for frame in frames] == [
        (0, 0),
        (100, 100),
        (200, 200),
    ]


@pytest.mark.parametrize(
    ("spec", "size"),
    [
        pytest.param(VideoSpec(sample_aspect=Fraction(4, 3)), (213, 120), id="wide pixels"),
        pytest.param(VideoSpec(size=(120, 160), rotation=90), (120, 160), id="turned"),
        pytest.param(
            VideoSpec(size=(161, 121), codec="mjpeg", pixel_format="yuvj420p"), (161, 121), id="odd"
        ),
    ],
)
def test_arrays_are_upright_with_square_pixels(
    tmp_path: Path, spec: VideoSpec, size: tuple[int, int]
) -> None:
    suffix = ".avi" if spec.codec == "mjpeg" else ".mp4"
    video = make_video(tmp_path / f"a{suffix}", spec)

    frame = next(iter_frames(video, sampling=FrameSampling()))

    assert frame.rgb.shape == (size[1], size[0], 3)
    assert frame.rgb.flags["C_CONTIGUOUS"]


def test_colours_agree_with_what_was_painted(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(frames=20, options={"crf": "1"}))

    frame = list(iter_frames(video, sampling=FrameSampling()))[13]

    difference = np.abs(frame.rgb.astype(int) - painted(13).astype(int))
    assert np.median(difference) <= 3


def test_frames_are_scaled_to_the_asked_size(beeping_video: Path) -> None:
    frame = next(iter_frames(beeping_video, sampling=FrameSampling(every=7), size=(64, 32)))
    ruled = next(
        iter_frames(beeping_video, sampling=FrameSampling(), size=lambda w, h: (w // 4, h // 4))
    )

    assert frame.rgb.shape == (32, 64, 3)
    assert ruled.rgb.shape == (30, 40, 3)


def test_a_stream_that_changes_size_gives_frames_of_one_size(tmp_path: Path) -> None:
    small = make_video(tmp_path / "small.ts", VideoSpec(frames=10))
    large = make_video(tmp_path / "large.ts", VideoSpec(frames=10, size=(320, 240)))
    joined = tmp_path / "joined.ts"
    joined.write_bytes(small.read_bytes() + large.read_bytes())

    frames = list(iter_frames(joined, sampling=FrameSampling()))

    assert {frame.rgb.shape for frame in frames} == {(120, 160, 3)}
    assert [painted_number(frame.rgb) for frame in frames] == [*range(10), *range(10)]
    assert all(a.seconds < b.seconds for a, b in pairwise(frames))


def test_a_damaged_middle_costs_only_itself(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(frames=90, options={"bf": "0"}))
    damage_frames(video, first=30, last=44)

    with VideoReader(video) as reader:
        seconds = [picture.seconds for picture in reader.pictures()]

    assert seconds[:30] == pytest.approx([n / 30 for n in range(30)])
    assert seconds[-40:] == pytest.approx([n / 30 for n in range(50, 90)])
    lost = sum(span.length_seconds for span in reader.unreadable)
    assert lost == pytest.approx((90 - len(seconds)) / 30, abs=0.04)
    assert reader.unreadable[0].start_seconds == pytest.approx(1.0)


def test_a_missing_end_is_noted(tmp_path: Path) -> None:
    options = {"movflags": "+faststart"}
    video = make_video(tmp_path / "whole.mp4", VideoSpec(frames=90))
    faststart = tmp_path / "faststart.mp4"
    with av.open(str(video)) as source, av.open(str(faststart), "w", options=options) as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    faststart.write_bytes(faststart.read_bytes()[: faststart.stat().st_size * 2 // 3])

    with VideoReader(faststart) as reader:
        count = sum(1 for _ in reader.pictures())

    assert 10 < count < 80
    assert [span.end_seconds for span in reader.unreadable] == [3.0]
    assert reader.unreadable[0].start_seconds == pytest.approx(count / 30)
    assert probe_video(faststart).duration_seconds == pytest.approx(count / 30, abs=0.4)
