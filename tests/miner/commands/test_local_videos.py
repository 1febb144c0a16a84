"""`miner download-videos FILE`: videos that are on this machine already, good ones and odd ones."""

from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np
import pytest

from tests.builders import SAMPLE_RATE, VideoSpec, make_video
from tests.miner.commands.running import Miner, rows, run_miner

TINY = VideoSpec(frames=10, fps=10, size=(64, 48))


def make_sound(file: Path) -> None:
    """Write a second of silence without pictures."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        frame = av.AudioFrame.from_ndarray(np.zeros((1, SAMPLE_RATE), np.float32), "fltp", "mono")
        frame.sample_rate = SAMPLE_RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def decoded_frames(file: Path) -> int:
    with av.open(str(file)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_local_files_and_folders_are_taken_where_they_lie(
    place: Path, tmp_path: Path, miner: Miner
) -> None:
    inner = tmp_path / "recordings" / "day one"
    inner.mkdir(parents=True)
    made = [make_video(inner / "one.mp4", TINY), make_video(inner.parent / "two.MKV", TINY)]
    (inner / "notes.txt").write_text("no video")

    ended = miner("download-videos", inner.parent, cwd=place)

    assert ended.code == 0
    assert "Took in 2 local videos in " in ended.err
    assert [path for (path,) in rows(place, "SELECT path FROM videos ORDER BY path")] == sorted(
        str(each) for each in made
    )
    assert not list((place / "videos").iterdir())


def test_file_that_moved_is_the_same_video_at_its_new_place(place: Path, miner: Miner) -> None:
    old = make_video(place / "old.mp4", TINY)
    miner("download-videos", old, cwd=place)
    new = old.rename(place / "new.mp4")

    ended = miner("download-videos", new, cwd=place)

    assert ended.closing == "1 video here, 0 without a file. Next: miner cut-clips"
    assert rows(place, "SELECT path FROM videos") == [("new.mp4",)]


def test_file_whose_name_is_not_utf_8_is_taken_in(place: Path) -> None:
    file = make_video(place / "made.mp4", TINY).rename(place / os.fsdecode(b"caf\xe9.mp4"))

    ended = run_miner("download-videos", file, cwd=place)

    assert ended.code == 0
    ((title, path, url),) = rows(place, "SELECT title, path, url FROM videos")
    assert title == "caf"
    assert path == url == f"file://{place}/caf%E9.mp4"
    ((typed,),) = rows(place, "SELECT message FROM events")
    assert typed == f"download-videos {place}/caf.mp4"


@pytest.fixture(scope="module")
def odd_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One good file, and files that are no good, each in its own way."""
    folder = tmp_path_factory.mktemp("odd")
    make_video(folder / "good.mp4", TINY)
    (folder / "text.mp4").write_text("This is no video, whatever its name says.\n")
    (folder / "page.webm").write_text("<!doctype html><title>Log in first</title>")
    (folder / "zero.mp4").touch()
    whole = (folder / "good.mp4").read_bytes()
    (folder / "cut.mp4").write_bytes(whole[: len(whole) // 2])
    make_sound(folder / "sound.mp4")
    return folder


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("text.mp4", "not-a-video"),
        ("page.webm", "not-a-video"),
        ("zero.mp4", "empty"),
        ("cut.mp4", "corrupt"),
        ("sound.mp4", "no-video-stream"),
    ],
)
def test_odd_file_has_its_kind_and_one_sentence(
    place: Path, miner: Miner, odd_files: Path, name: str, kind: str
) -> None:
    ended = miner("download-videos", odd_files / name, cwd=place)

    ((step, recorded, message),) = rows(place, "SELECT step, kind, message FROM outcomes")
    assert ended.code == 5
    assert (step, recorded) == ("local-video", kind)
    assert f"  {kind}: {message}" in ended.err
    assert f"'{odd_files / name}'" in message


def test_odd_files_of_a_folder_do_not_stop_the_good_one(
    place: Path, miner: Miner, odd_files: Path
) -> None:
    ended = miner("download-videos", odd_files, cwd=place)

    assert ended.code == 7
    assert "Took in 1 local video; 5 failed (2 not-a-video, " in ended.err
    assert rows(place, "SELECT path FROM videos") == [(str(odd_files / "good.mp4"),)]
    assert decoded_frames(odd_files / "good.mp4") == 10


def test_file_that_was_mended_is_no_failure_any_more(place: Path, miner: Miner) -> None:
    file = place / "clip.mp4"
    file.write_text("not yet")
    first = miner("download-videos", file, cwd=place)
    file.unlink()
    make_video(file, TINY)

    second = miner("download-videos", file, cwd=place)

    assert (first.code, second.code) == (5, 0)
    assert rows(place, "SELECT status, kind FROM outcomes") == [("done", "")]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere.mp4", "Cannot find 'nowhere.mp4'. Check the path."),
        ("empty", "Cannot find a video in the folder 'empty'. Name a folder with"),
    ],
)
def test_path_that_holds_no_video_is_told_before_any_work(
    place: Path, miner: Miner, name: str, sentence: str
) -> None:
    (place / "empty").mkdir()
    good = make_video(place / "good.mp4", TINY)

    ended = miner("download-videos", good, name, cwd=place)

    assert ended.code == 3
    assert sentence in ended.err
    assert rows(place, "SELECT * FROM videos") == []
