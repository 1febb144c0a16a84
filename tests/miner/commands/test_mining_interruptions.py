"""Mining that is killed, stopped, run twice at once, or out of space: nothing is lost."""

from __future__ import annotations

import hashlib
import os
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import av
import pytest

from tests.miner.commands.running import Miner, rows, start_miner
from tests.miner.commands.shapes_world import ShapesWorld
from tests.miner.commands.terminals import in_terminal
from tests.miner.commands.trained import clips_of, copy_place, judge, write_settings

PATIENCE_SECONDS = 120
JOURNAL = "events"
"""The journal has a row for each command that was started."""


def content_of(place: Path) -> dict[str, list[str]]:
    """Return all rows of the catalogue without times, table by table."""
    with closing(sqlite3.connect(place / "catalogue.db")) as connection:
        connection.row_factory = sqlite3.Row
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            if name != JOURNAL and not name.startswith(("_", "sqlite_"))
        ]
        return {
            name: sorted(
                repr([row[key] for key in row.keys() if not key.endswith("_at")])  # noqa: SIM118
                for row in connection.execute(f"SELECT * FROM {name}")
            )
            for name in names
        }


def files_of(place: Path) -> dict[str, str]:
    """Return every clip, picture and score file with a digest of its bytes."""
    return {
        file.relative_to(place).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for folder in ("clips", "scores")
        for file in sorted((place / folder).rglob("*"))
        if file.is_file()
    }


def wait_for(is_so: Callable[[], bool], process: subprocess.Popen[str]) -> None:
    """Wait until something is so while a process runs."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < deadline
        time.sleep(0.005)


def count(place: Path, sql: str) -> int:
    """Return a number from the catalogue; 0 while it is not there yet."""
    try:
        return int(rows(place, sql)[0][0])
    except sqlite3.OperationalError:
        return 0


@pytest.fixture
def videos(shapes_world: ShapesWorld) -> list[Path]:
    """The ten videos of the world."""
    return [video.path for video in shapes_world.videos if video.path is not None]


@pytest.mark.parametrize(
    "sql",
    ["SELECT count(*) FROM scores", "SELECT count(*) FROM clips WHERE path NOT NULL"],
    ids=["while scoring", "while cutting"],
)
def test_killed_mining_ends_like_an_unbroken_one(
    miner: Miner,
    mined_once: Path,
    videos: list[Path],
    frame_checkpoint: Path,
    tmp_path: Path,
    sql: str,
) -> None:
    place = write_settings(tmp_path / "place")
    given = ("--image-classifier-checkpoint", frame_checkpoint)
    command: tuple[str | Path, ...] = ("cut-clips", *videos, *given)
    with in_terminal(*command, cwd=place) as terminal:
        terminal.until(lambda: count(place, sql) >= 3)
        terminal.kill()
    assert count(place, "SELECT count(*) FROM clips WHERE path NOT NULL") < 10

    ended = miner(*command, cwd=place)

    assert ended.code == 0
    assert content_of(place) == content_of(mined_once)
    assert files_of(place) == files_of(mined_once)


def test_second_run_at_once_is_refused_and_other_commands_are_not(
    miner: Miner, mined: Path
) -> None:
    """One process works; then Ctrl-C ends it, and the same command goes on."""
    process = start_miner("cut-clips", "--fps", "8", cwd=mined, env={"OMP_NUM_THREADS": "1"})
    wait_for(lambda: count(mined, "SELECT count(*) FROM scores") > 10, process)

    second = miner("cut-clips", cwd=mined)
    other = miner("status", cwd=mined)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE_SECONDS)
    third = miner("cut-clips", "--fps", "8", cwd=mined)

    assert (second.code, other.code, third.code) == (3, 0, 0)
    assert f"Cannot run 'miner cut-clips' on '{mined}': process {process.pid} is" in second.err
    assert process.returncode == 130
    assert "Scored " in err
    assert rows(mined, "SELECT count(*) FROM scores WHERE sampling = 'fps=8'") == [(10,)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of 3 MB."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("mounting is not allowed here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(disk: Path, *, leaving: int) -> Path:
    """Fill a disk but for some bytes and return the file that does it."""
    filler = disk / "filler"
    state = os.statvfs(disk)
    filler.write_bytes(bytes(max(0, state.f_bavail * state.f_frsize - leaving)))
    return filler


def test_full_disk_stops_cutting_with_a_sentence_and_the_same_command_goes_on(
    miner: Miner, pair_once: Path, small_disk: Path
) -> None:
    place = copy_place(pair_once, small_disk / "place")
    command = ("cut-clips", "--clip-len", "2", "--crf", "0")
    filler = fill(small_disk, leaving=100_000)

    full = miner(*command, cwd=place)
    left = {file.name for file in (place / "clips").rglob("*") if file.is_file()}
    filler.unlink()
    freed = miner(*command, cwd=place)

    assert full.code == 3
    assert "disk is full" in full.err
    assert not [name for name in left if name.startswith(".")]
    assert freed.code == 0
    clips = [place / path for (path,) in rows(place, "SELECT path FROM clips")]
    assert len(clips) == 2
    for clip in clips:
        with av.open(str(clip)) as container:
            assert sum(1 for _ in container.decode(video=0)) == 16


def test_full_disk_stops_a_dataset_whole(miner: Miner, pair_once: Path, small_disk: Path) -> None:
    place = copy_place(pair_once, small_disk / "place")
    write_settings(place, cut={"preset": "ultrafast", "crf": 0})
    judge(place, dict.fromkeys(clips_of(place), "yes"), trim=(3.0, 6.0))
    command = ("build-dataset", "--min-clips", "1")
    filler = fill(small_disk, leaving=120_000)

    full = miner(*command, cwd=place)
    made = sorted((place / "datasets").rglob("*.mp4"))
    filler.unlink()
    freed = miner(*command, cwd=place)

    assert full.code in {3, 5}
    assert "disk is full" in full.err
    assert made == []
    assert freed.code == 0
    assert len(list((place / "datasets").rglob("*.mp4"))) == 2
