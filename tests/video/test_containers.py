from __future__ import annotations

import os
import struct
from pathlib import Path

import pytest

from tests.builders import VideoSpec, make_image, make_video
from video.decoding import FrameSampling, iter_frames
from video.errors import CannotDecode, CannotOpen
from video.probe import probe_video

PLAYLIST = "#EXTM3U\n#EXTINF:5,\nsecret.ts\n#EXT-X-ENDLIST\n"
CONCAT = "ffconcat version 1.0\nfile secret.mp4\n"
HTML = "<!doctype html><html><body>404</body></html>"


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        pytest.param("a.mp4", b"", "empty", "the file is empty", id="zero bytes"),
        pytest.param("a.mp4", b"hello world\n", "not-a-video", "it is text", id="text"),
        pytest.param("a.mp4", HTML.encode(), "not-a-video", "it is text", id="error page"),
        pytest.param("a.mp4", PLAYLIST.encode(), "not-a-video", "it is a playlist", id="hls"),
        pytest.param("a.m3u8", PLAYLIST.encode(), "not-a-video", "it is a playlist", id="m3u8"),
        pytest.param("a.mp4", CONCAT.encode(), "not-a-video", "it is a playlist", id="concat"),
        pytest.param("a.mp4", os.urandom(5000), "not-a-video", "no video that", id="noise"),
        pytest.param(
            "a.mp4", b"\0\0\0\x18ftypmp42" + bytes(50), "corrupt", "damaged", id="only a header"
        ),
    ],
)
def test_a_file_that_is_no_video_is_refused_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, kind: str, words: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    with pytest.raises(CannotOpen, match=words) as caught:
        probe_video(path)

    assert caught.value.kind == kind
    assert str(caught.value).startswith(f"Cannot open '{path}': ")


def test_a_playlist_cannot_reach_the_file_it_names(tmp_path: Path) -> None:
    make_video(tmp_path / "secret.ts")
    (tmp_path / "list.m3u8").write_text(PLAYLIST)

    with pytest.raises(CannotOpen, match="playlist"):
        probe_video(tmp_path / "list.m3u8")


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="no such file") as missing:
        probe_video(tmp_path / "none.mp4")
    with pytest.raises(CannotOpen, match="no file") as folder:
        probe_video(tmp_path)

    assert (missing.value.kind, folder.value.kind) == ("missing", "not-a-video")


def test_a_name_is_never_taken_for_a_protocol(tmp_path: Path) -> None:
    video = make_video(tmp_path / "http:name, with #odd? ünïcödé 視頻%20.mp4", VideoSpec(frames=3))

    assert probe_video(video).frames == 3


def test_a_download_that_broke_off_before_its_index_is_corrupt(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "whole.mp4").read_bytes()
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(whole[: len(whole) // 2])

    with pytest.raises(CannotOpen, match="the MP4 file is damaged or incomplete") as caught:
        probe_video(broken)

    assert caught.value.kind == "corrupt"


@pytest.mark.parametrize("kept", [1800, 2000], ids=["before the track", "before the codec"])
def test_a_file_cut_inside_its_index_is_corrupt(tmp_path: Path, kept: int) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(frames=40, size=(64, 48)))
    content = video.read_bytes()
    assert content.index(b"moov") < kept < content.index(b"stsd")
    video.write_bytes(content[:kept])

    with pytest.raises(CannotOpen, match="the MP4 file is damaged or incomplete") as caught:
        probe_video(video)

    assert caught.value.kind == "corrupt"


def test_a_whole_file_of_an_unknown_codec_is_unsupported(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.mp4", VideoSpec(frames=3))
    video.write_bytes(video.read_bytes().replace(b"avc1", b"zzz9"))

    with pytest.raises(CannotOpen, match="its video codec is not supported") as caught:
        probe_video(video)

    assert caught.value.kind == "unsupported"


def test_sound_only_is_no_video(tmp_path: Path, beeps: Path) -> None:
    with pytest.raises(CannotOpen, match="it holds sound only") as caught:
        probe_video(beeps)

    assert caught.value.kind == "no-video-stream"


def test_a_picture_is_no_video(tmp_path: Path) -> None:
    with pytest.raises(CannotOpen, match="no video that can be read"):
        probe_video(make_image(tmp_path / "photo.png"))


def test_giant_frames_are_refused(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.avi", VideoSpec(frames=2, codec="rawvideo"))
    content = bytearray(video.read_bytes())
    header = content.index(b"strf") + 8
    content[header + 4 : header + 12] = struct.pack("<ii", 20_000, 10_000)
    video.write_bytes(content)

    with pytest.raises(CannotOpen, match="20000x10000 pixels are larger") as caught:
        probe_video(video)

    assert caught.value.kind == "too-large"


def test_a_video_without_one_readable_frame_is_told(tmp_path: Path) -> None:
    video = make_video(tmp_path / "a.ts", VideoSpec(frames=5, codec="mpeg2video", fps=25))
    damaged = bytearray(video.read_bytes())
    for start in range(188 * 4, len(damaged), 188):
        damaged[start + 30 : start + 188] = b"\xff" * 158
    video.write_bytes(damaged)

    with pytest.raises((CannotDecode, CannotOpen)) as caught:
        list(iter_frames(video, sampling=FrameSampling()))

    assert caught.value.kind in {"no-frames", "no-video-stream"}
