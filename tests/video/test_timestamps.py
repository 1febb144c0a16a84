"""Time as containers tell it: below zero, late, missing, uneven, rounded, out of order."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import pytest

from tests.builders import VideoSpec, make_video, painted_number
from video.cutting import ClipCut, cut_clips
from video.decoding import FrameSampling, VideoReader, iter_frames
from video.probe import probe_video
from video.timing import ClipSpan

SMALL = (64, 48)


def decoded(video: Path) -> tuple[list[int], list[float]]:
    """Return the painted number and the time of every frame."""
    frames = list(iter_frames(video, sampling=FrameSampling()))
    return [painted_number(frame.rgb) for frame in frames], [frame.seconds for frame in frames]


def cut_numbers(video: Path, *spans: tuple[float, float]) -> list[list[int]]:
    """Cut spans and return the numbers that each clip shows."""
    folder = video.with_suffix("")
    folder.mkdir()
    cuts = [
        ClipCut(span=ClipSpan(*span), target=folder / f"{number}.mp4")
        for number, span in enumerate(spans)
    ]
    return [decoded(clip.path)[0] for clip in cut_clips(video, cuts)]


def remux(
    source: Path,
    target: Path,
    *,
    shift_seconds: Fraction = Fraction(0),
    without: Sequence[int] = (),
    options: dict[str, str] | None = None,
) -> Path:
    """Copy the packets with other timestamps, leaving some packets out."""
    with av.open(str(source)) as old, av.open(str(target), "w", options=options or {}) as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        shift = round(shift_seconds / (old.streams.video[0].time_base or 1))
        packets = [packet for packet in old.demux(video=0) if packet.size]
        for number, packet in enumerate(packets):
            if number not in without and packet.pts is not None and packet.dts is not None:
                packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                packet.stream = stream
                new.mux(packet)
    return target


@pytest.mark.parametrize(
    ("name", "options", "first"),
    [
        pytest.param("b.mp4", {"avoid_negative_ts": "disabled"}, 15, id="hidden by an edit list"),
        pytest.param("b.mkv", {}, 0, id="moved to zero"),
        pytest.param(
            "b.mov",
            {
                "avoid_negative_ts": "disabled",
                "use_editlist": "0",
                "movflags": "negative_cts_offsets",
            },
            0,
            id="decoded before zero",
        ),
    ],
)
def test_frames_from_before_zero_are_told_as_players_show_them(
    tmp_path: Path, name: str, options: dict[str, str], first: int
) -> None:
    plain = make_video(tmp_path / "a.mp4", VideoSpec(frames=30, fps=10, size=SMALL))
    video = remux(plain, tmp_path / name, shift_seconds=Fraction(-3, 2), options=options)

    numbers, seconds = decoded(video)

    assert numbers == list(range(first, 30))
    assert seconds == pytest.approx([n / 10 for n in range(30 - first)], abs=0.001)
    assert probe_video(video).duration_seconds == pytest.approx(3 - first / 10, abs=0.001)
    assert cut_numbers(video, (0.5, 0.8)) == [[first + 5, first + 6, first + 7]]


@pytest.mark.parametrize("start", [0.25, 1234.5], ids=["a little", "twenty minutes"])
def test_late_first_frame_is_second_zero(tmp_path: Path, start: float) -> None:
    spec = VideoSpec(frames=20, fps=10, size=SMALL, start_seconds=start)
    video = make_video(tmp_path / "a.mkv", spec)

    info = probe_video(video)

    assert decoded(video)[1] == pytest.approx([number / 10 for number in range(20)], abs=0.001)
    assert info.start_seconds == pytest.approx(start, abs=0.1)
    assert info.duration_seconds == pytest.approx(2, abs=0.001)


@pytest.mark.parametrize("bframes", ["0", "1", "3"])
@pytest.mark.parametrize(
    ("name", "codec"),
    [("a.mp4", "libx264"), ("a.ts", "libx264"), ("a.avi", "libx264"), ("a.avi", "mpeg4")],
)
def test_frames_stored_out_of_order_come_in_order(
    tmp_path: Path, name: str, codec: str, bframes: str
) -> None:
    spec = VideoSpec(frames=24, fps=12, size=SMALL, codec=codec, options={"bf": bframes})
    video = make_video(tmp_path / name, spec)

    numbers, seconds = decoded(video)

    assert numbers == list(range(24))
    assert seconds == pytest.approx([number / 12 for number in range(24)], abs=0.001)
    assert probe_video(video).duration_seconds == pytest.approx(2, abs=0.001)
    assert cut_numbers(video, (0.5, 1.0)) == [[6, 7, 8, 9, 10, 11]]


@pytest.mark.parametrize(
    ("codec", "name"),
    [("libx264", "a.h264"), ("mpeg2video", "a.m2v"), ("libx265", "a.hevc")],
)
def test_bare_stream_without_timestamps_keeps_its_rate(
    tmp_path: Path, codec: str, name: str
) -> None:
    options = {"x265-params": "log-level=none"} if codec == "libx265" else {}
    spec = VideoSpec(frames=50, fps=25, size=SMALL, codec=codec, options=options)
    video = make_video(tmp_path / name, spec)

    numbers, seconds = decoded(video)

    assert numbers == list(range(50))
    assert seconds == pytest.approx([number / 25 for number in range(50)])
    assert cut_numbers(video, (1.0, 1.2)) == [[25, 26, 27, 28, 29]]


def test_lost_frames_leave_the_others_at_their_times(tmp_path: Path) -> None:
    spec = VideoSpec(frames=20, fps=10, size=SMALL, codec="mjpeg", pixel_format="yuvj420p")
    video = remux(make_video(tmp_path / "a.mkv", spec), tmp_path / "b.mkv", without=[5, 6, 13])

    numbers, seconds = decoded(video)

    assert numbers == [n for n in range(20) if n not in {5, 6, 13}]
    assert seconds == pytest.approx([number / 10 for number in numbers])
    assert cut_numbers(video, (0.4, 0.8), (1.2, 1.5)) == [[4, 7], [12, 14]]


def test_time_never_runs_back_where_files_were_joined(tmp_path: Path) -> None:
    first = make_video(tmp_path / "first.ts", VideoSpec(frames=15, fps=30, start_seconds=7))
    second = make_video(tmp_path / "second.ts", VideoSpec(frames=15, fps=30, first_number=15))
    joined = tmp_path / "joined.ts"
    joined.write_bytes(first.read_bytes() + second.read_bytes())

    numbers, seconds = decoded(joined)

    assert numbers == list(range(30))
    assert all(earlier < later for earlier, later in pairwise(seconds))
    assert cut_numbers(joined, (0.4, 0.6)) == [[12, 13, 14, 15, 16, 17]]


@pytest.mark.parametrize(
    ("fps", "expected"),
    [
        pytest.param(1.0, [0, 3, 4, 5], id="slower than some frames"),
        pytest.param(10.0, [0, 1, 2, 3, 4, 5], id="faster than all: each once"),
        pytest.param(0.4, [0, 4], id="every 2.5 seconds"),
    ],
)
def test_sampling_takes_the_frames_on_show_of_an_uneven_video(
    tmp_path: Path, fps: float, expected: list[int]
) -> None:
    spec = VideoSpec(timestamps=(0.0, 0.2, 0.7, 0.9, 2.0, 3.0), size=SMALL)
    video = make_video(tmp_path / "a.mkv", spec)

    frames = iter_frames(video, sampling=FrameSampling(fps=fps))

    # At 1 a second: on show at 0, 1, 2 and 3 s are frames 0, 3, 4 and 5.
    assert [painted_number(frame.rgb) for frame in frames] == expected


def test_length_counts_the_time_that_the_last_frame_stays(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(frames=3, fps=2, size=SMALL))

    with VideoReader(video) as reader:
        times = [picture.seconds for picture in reader.pictures()]

    assert times == [0.0, 0.5, 1.0]
    assert reader.duration_seconds == 1.5
    assert probe_video(video).duration_seconds == 1.5
