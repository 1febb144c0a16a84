"""Odd files from other people's test suites and from damaged downloads: told apart, never a crash.

What is expected of the readable ones was read with FFmpeg itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest

from video.cutting import ClipCut, cut_clips
from video.decoding import VideoReader
from video.errors import VideoError
from video.probe import probe_video
from video.timing import ClipSpan

NTSC = Fraction(30000, 1001)


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What FFmpeg says of a file; the size is that of its pictures upright, with square pixels."""

    codec: str
    size: tuple[int, int]
    fps: Fraction | int
    frames: int
    rotation: int = 0
    audio: bool = False


REFUSED = [
    ("derived/audio_only.m4a", "no-video-stream", "it holds sound only"),
    ("derived/audio_only_in_mp4.mp4", "no-video-stream", "it holds sound only"),
    ("derived/audio_only_named_video.mp4.mp3", "no-video-stream", "it holds sound only"),
    ("derived/html_error_page_named.jpg", "not-a-video", "it is text"),
    ("derived/text_named.mp4", "not-a-video", "it is text"),
    ("derived/truncated_no_moov.mp4", "corrupt", "the MP4 file is damaged or incomplete"),
    ("derived/zero_bytes.mp4", "empty", "the file is empty"),
    ("video/tiny__AudioVideoInterleave.avi", "no-frames", "it holds no readable frame"),
    ("video/tiny__FlashVideo.flv", "corrupt", "the FLV file is damaged or incomplete"),
    ("video/tiny__Mpeg4.mp4", "no-video-stream", "it holds no video"),
    ("video/tiny__WindowsMediaVideo.wmv", "no-frames", "it holds no readable frame"),
    ("video/tiny__mp3.mp3", "not-a-video", "it is no video that can be read"),
    ("video/tiny__mp4-with-audio.mp4", "no-video-stream", "it holds sound only"),
    ("video/tiny__wav.wav", "no-video-stream", "it holds sound only"),
    ("image/pillow__hopper.jpg", "not-a-video", "it is no video that can be read"),
    ("image/pillow__hopper.webp", "not-a-video", "it is no video that can be read"),
    ("image/pillow__hopper.psd", "not-a-video", "it is no video that can be read"),
]

READABLE = [
    ("derived/av1.mkv", Facts(codec="libdav1d", size=(256, 144), fps=NTSC, frames=90)),
    ("derived/fps_120.mp4", Facts(codec="h264", size=(256, 456), fps=120, frames=239)),
    ("derived/hevc_10bit.mp4", Facts(codec="hevc", size=(320, 180), fps=NTSC, frames=150)),
    (
        "derived/interlaced_mpeg2.mpg",
        Facts(codec="mpeg2video", size=(512, 288), fps=Fraction(15000, 1001), frames=90),
    ),
    (
        "derived/name with spaces & ünïcödé 視頻 #1.mp4",
        Facts(codec="h264", size=(256, 456), fps=30, frames=270, audio=True),
    ),
    # Its pixels are 4 by 3.
    (
        "derived/odd_size_321x241_mjpeg.avi",
        Facts(codec="mjpeg", size=(428, 241), fps=NTSC, frames=150),
    ),
    ("derived/one_fps.mp4", Facts(codec="h264", size=(320, 570), fps=1, frames=6)),
    ("derived/one_frame.mp4", Facts(codec="h264", size=(320, 570), fps=30, frames=1, audio=True)),
    (
        "derived/rotated_90_metadata.mp4",
        Facts(codec="h264", size=(758, 426), fps=30, frames=180, rotation=270, audio=True),
    ),
    ("derived/sorenson.flv", Facts(codec="flv", size=(320, 180), fps=NTSC, frames=150)),
    ("derived/start_time_100s.mkv", Facts(codec="h264", size=(320, 570), fps=30, frames=120)),
    ("derived/still_image_video.mp4", Facts(codec="h264", size=(360, 240), fps=10, frames=32)),
    ("derived/stream.ts", Facts(codec="h264", size=(320, 180), fps=NTSC, frames=150)),
    ("derived/vp9.webm", Facts(codec="vp9", size=(320, 180), fps=NTSC, frames=120)),
    ("derived/wmv2.wmv", Facts(codec="wmv2", size=(320, 180), fps=NTSC, frames=150)),
    ("video/decord__unordered.mov", Facts(codec="h264", size=(50, 50), fps=32, frames=4)),
    ("video/decord__video_0.mov", Facts(codec="h264", size=(568, 320), fps=30, frames=3)),
    (
        "video/decord__video_90.mov",
        Facts(codec="h264", size=(320, 568), fps=30, frames=3, rotation=90),
    ),
    (
        "video/decord__video_180.mov",
        Facts(codec="h264", size=(568, 320), fps=30, frames=3, rotation=180),
    ),
    (
        "video/decord__video_270.mov",
        Facts(codec="h264", size=(320, 568), fps=30, frames=3, rotation=270),
    ),
    (
        "video/pyscenedetect__delayed_start.mp4",
        Facts(codec="mpeg4", size=(480, 320), fps=25, frames=24),
    ),
    ("video/tiny__webm.webm", Facts(codec="vp8", size=(8, 8), fps=25, frames=1)),
]


def name_of(value: object) -> str | None:
    return value.rpartition("/")[2] if isinstance(value, str) and "/" in value else None


@pytest.mark.parametrize(("name", "kind", "words"), REFUSED, ids=name_of)
def test_file_without_pictures_is_told_in_one_sentence(
    shared_media: Path, name: str, kind: str, words: str
) -> None:
    file = shared_media / "odd" / name

    with pytest.raises(VideoError) as caught:
        probe_video(file)

    assert caught.value.kind == kind
    assert f"'{file}': {words}" in str(caught.value)


@pytest.mark.parametrize(("name", "kind", "words"), REFUSED, ids=name_of)
def test_nothing_is_cut_of_a_file_without_pictures(
    shared_media: Path, tmp_path: Path, name: str, kind: str, words: str
) -> None:
    cuts = [ClipCut(span=ClipSpan(0, 1), target=tmp_path / "clip.mp4")]

    with pytest.raises(VideoError, match=words) as caught:
        cut_clips(shared_media / "odd" / name, cuts)

    assert caught.value.kind == kind
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("name", "facts"), READABLE, ids=name_of)
def test_odd_video_is_probed_as_ffmpeg_does(shared_media: Path, name: str, facts: Facts) -> None:
    info = probe_video(shared_media / "odd" / name)

    assert (info.codec, info.width, info.height) == (facts.codec, *facts.size)
    assert (info.fps, info.rotation, info.has_audio) == (facts.fps, facts.rotation, facts.audio)
    assert info.frames in {None, facts.frames}


@pytest.mark.parametrize(("name", "facts"), READABLE, ids=name_of)
def test_odd_video_decodes_to_its_last_frame(shared_media: Path, name: str, facts: Facts) -> None:
    with VideoReader(shared_media / "odd" / name) as reader:
        seconds = [picture.seconds for picture in reader.pictures()]

    expected = [number / float(facts.fps) for number in range(facts.frames)]
    assert seconds == pytest.approx(expected, abs=0.002)
    assert reader.unreadable == []


def test_uneven_frames_of_a_phone_keep_their_times(shared_media: Path) -> None:
    with VideoReader(shared_media / "odd/derived/variable_frame_rate.mp4") as reader:
        seconds = [picture.seconds for picture in reader.pictures()]

    steps = {round(later - earlier, 3) for earlier, later in pairwise(seconds)}
    assert len(seconds) == 92
    assert len(steps) > 1
    assert reader.duration_seconds == pytest.approx(6.0, abs=0.001)


def test_video_that_claims_a_day_is_as_long_as_its_frames(shared_media: Path) -> None:
    info = probe_video(shared_media / "odd/video/longclaim__walk.mp4")

    # Its header says 95449 s.
    assert info.duration_seconds == pytest.approx(133 / 25)
    assert info.has_audio


def test_download_that_broke_off_gives_what_came(shared_media: Path) -> None:
    with VideoReader(shared_media / "odd/derived/truncated_60pct_faststart.mp4") as reader:
        count = sum(1 for _ in reader.pictures())

    assert count == 90
    assert reader.unreadable == [ClipSpan(3.0, 6.0)]


def test_flipped_bits_cost_the_pictures_they_hit(shared_media: Path) -> None:
    with VideoReader(shared_media / "odd/derived/bitflips_in_mdat.mp4") as reader:
        seconds = [picture.seconds for picture in reader.pictures()]

    lost = sum(span.length_seconds for span in reader.unreadable)
    assert seconds[:60] == pytest.approx([number / 30 for number in range(60)])
    assert len(seconds) + round(lost * 30) == 180


def test_clip_of_a_damaged_video_holds_its_whole_pictures(
    shared_media: Path, tmp_path: Path
) -> None:
    source = shared_media / "odd/derived/bitflips_in_mdat.mp4"
    span = ClipSpan(1.5, 4.5)
    with VideoReader(source) as reader:
        whole = [picture.seconds for picture in reader.pictures()]

    clip = cut_clips(source, [ClipCut(span=span, target=tmp_path / "clip.mp4")])[0]

    # 37 of 90; with several threads FFmpeg mends one or two pictures more or less.
    expected = sum(span.contains(seconds + 1e-4) for seconds in whole)
    assert clip.frames == pytest.approx(expected, abs=6)
    assert clip.frames < 60
