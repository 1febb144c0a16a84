"""Files that appear whole or not at all, whatever goes wrong."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from miner.errors import StorageError
from miner.files import storage_error, whole_file, write_whole
from video.atomic import clear_parts


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """Let the system refuse to write more bytes into a file, as a full disk or a quota does."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_file_is_there_with_its_folders_and_readable_by_all(tmp_path: Path) -> None:
    target = tmp_path / "a" / "b" / "clip.csv"

    returned = write_whole(target, b"content")

    assert returned == target
    assert target.read_bytes() == b"content"
    assert target.stat().st_mode & 0o777 == 0o644
    assert [each.name for each in target.parent.iterdir()] == ["clip.csv"]


def test_failure_in_the_middle_keeps_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    target = write_whole(tmp_path / "clip.csv", b"old")

    def fail_half_way() -> None:
        with whole_file(target) as temporary:
            temporary.write_bytes(b"ne")
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        fail_half_way()

    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_full_disk_is_told_and_keeps_the_old_file(tmp_path: Path) -> None:
    target = write_whole(tmp_path / "clip.csv", b"old")

    with (
        no_file_larger_than(1000),
        pytest.raises(StorageError, match=r"clip.csv': the disk is full. Free some space") as told,
    ):
        write_whole(target, b"x" * 2000)

    assert told.value.kind == "disk-full"
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_file_in_the_place_of_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "images").write_bytes(b"")

    with pytest.raises(StorageError, match=r"Cannot write .*1.jpg': .*\. Check its fol") as told:
        write_whole(tmp_path / "images" / "1.jpg", b"x")

    assert told.value.kind == "unwritable"


def test_folder_in_the_place_of_the_file_is_told_and_kept(tmp_path: Path) -> None:
    target = tmp_path / "clip.csv"
    (target / "inside").mkdir(parents=True)

    with pytest.raises(StorageError, match=r"clip\.csv': is a directory"):
        write_whole(target, b"x")

    assert list(tmp_path.rglob("*")) == [target, target / "inside"]


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EACCES, "unwritable"),
        (errno.EROFS, "unwritable"),
    ],
)
def test_errors_of_the_system_are_of_two_kinds(number: int, kind: str) -> None:
    error = storage_error("clips/a.mp4", OSError(number, os.strerror(number)))

    assert error.kind == kind
    assert str(error).startswith("Cannot write 'clips/a.mp4': ")


WRITING = """
import sys
from pathlib import Path
from miner.files import whole_file
with whole_file(Path(sys.argv[1])) as temporary:
    temporary.write_bytes(b"new, but")
    print("half", flush=True)
    sys.stdin.read()
"""


def test_writer_killed_half_way_leaves_the_old_file(tmp_path: Path) -> None:
    target = write_whole(tmp_path / "clip.csv", b"old")
    with subprocess.Popen(
        [sys.executable, "-c", WRITING, str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"

        os.kill(process.pid, signal.SIGKILL)

    assert target.read_bytes() == b"old"
    assert [each for each in tmp_path.iterdir() if not each.name.startswith(".")] == [target]
    write_whole(target, b"new, and whole")
    assert target.read_bytes() == b"new, and whole"
    clear_parts(tmp_path)
    assert list(tmp_path.iterdir()) == [target]


def test_clearing_keeps_what_a_living_process_writes_and_files_of_others(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITING, str(tmp_path / "a.jpg")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "half\n"
        own = {".b.99999999.part.jpg", f".c.{os.getpid()}.part.jpg", ".d.99999999.part"}
        for name in (*own, ".notes.part.txt", ".video-1.part", "e.99999999.part.jpg"):
            (tmp_path / name).write_bytes(b"half")
        before = {file.name for file in tmp_path.iterdir()}

        clear_parts(tmp_path)

        assert before - {file.name for file in tmp_path.iterdir()} == own
        process.communicate("go on")
    assert (tmp_path / "a.jpg").read_bytes() == b"new, but"


def test_reader_never_sees_half_a_file(tmp_path: Path) -> None:
    target = write_whole(tmp_path / "clip.csv", b"0" * 100_000)
    done = threading.Event()

    def keep_writing() -> None:
        for number in range(40):
            write_whole(target, str(number % 10).encode() * 100_000)
        done.set()

    writer = threading.Thread(target=keep_writing)
    writer.start()
    seen = set()
    while not done.is_set():
        content = target.read_bytes()
        seen.add((len(content), len(set(content))))
    writer.join()

    assert seen == {(100_000, 1)}
