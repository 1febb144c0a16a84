"""Files are told by their first bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from scraper.video_files import container_of, existing_video, put_in_place, video_suffix
from tests.builders import VideoSpec, make_video


@pytest.mark.parametrize(
    ("suffix", "codec", "container"),
    [
        (".mp4", "libx264", "iso"),
        (".mov", "libx264", "iso"),
        (".mkv", "libx264", "matroska"),
        (".webm", "libvpx", "matroska"),
        (".avi", "mpeg4", "avi"),
        (".flv", "flv", "flv"),
        (".ts", "libx264", "mpeg-ts"),
        (".mpg", "mpeg1video", "mpeg-ps"),
        (".ogg", "libvpx", "ogg"),
    ],
)
def test_real_containers_are_known(tmp_path: Path, suffix: str, codec: str, container: str) -> None:
    path = make_video(tmp_path / f"v{suffix}", VideoSpec(frames=5, fps=25, codec=codec))

    assert container_of(path) == container
    assert video_suffix(path, container=container) == suffix


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello\n" * 50,
        b"<!doctype html>",
        b"\xff\xd8\xff\xe0JFIF",
        b"#EXTM3U\nfile:///etc/passwd",
    ],
)
def test_other_content_is_no_video_whatever_its_name(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "v.mp4"
    path.write_bytes(content)

    assert container_of(path) == ""


@pytest.mark.parametrize(("suffix", "codec"), [(".mpg", "mpeg1video"), (".ts", "libx264")])
def test_streams_behind_a_camera_header_are_known(tmp_path: Path, suffix: str, codec: str) -> None:
    path = make_video(tmp_path / f"v{suffix}", VideoSpec(frames=5, fps=25, codec=codec))
    plain = container_of(path)

    path.write_bytes(b"IMKH" + bytes(36) + path.read_bytes())

    assert container_of(path) == plain


def test_unusual_suffixes_are_replaced() -> None:
    assert video_suffix(Path("v.unknown_video"), container="matroska") == ".mkv"
    assert video_suffix(Path("v.MP4"), container="iso") == ".mp4"


def test_only_complete_files_count_as_existing(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").touch()
    (tmp_path / "b.webm").write_bytes(b"x")

    assert existing_video(tmp_path, "a") is None
    assert existing_video(tmp_path, "b") == tmp_path / "b.webm"


def test_a_file_moves_whole(tmp_path: Path) -> None:
    (tmp_path / "part").write_bytes(b"new")
    (tmp_path / "target").write_bytes(b"old")

    put_in_place(tmp_path / "part", tmp_path / "target")

    assert [p.name for p in tmp_path.iterdir()] == ["target"]
    assert (tmp_path / "target").read_bytes() == b"new"
