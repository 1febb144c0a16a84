"""Drawing in several processes: killed, interrupted, out of space, and drawn on afterwards."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from miner.demo.truth import World
from miner.demo.world import DrawingFailed, draw_world
from tests.miner.demo.small import PATIENCE_SECONDS, SEED, TINY, digests, wait_until


def is_drawing(folder: Path) -> bool:
    """Tell whether somebody has begun a video that is not finished."""
    return any(file.suffix == ".mp4" for file in folder.glob("videos/.*"))


def finished(folder: Path) -> int:
    """Count the files that are drawn."""
    return sum(not file.name.startswith(".") for file in folder.glob("*/*"))


def interrupt_children() -> None:
    for process in multiprocessing.active_children():
        os.kill(process.pid or 0, signal.SIGINT)


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *arguments],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def test_a_killed_demo_stops_drawing_and_is_drawn_on_by_the_next(
    world: World, tmp_path: Path
) -> None:
    folder = tmp_path / "world"
    process = start("tests.miner.demo.draw_here", str(folder), "2")
    wait_until(lambda: is_drawing(folder))

    process.kill()
    process.communicate(timeout=PATIENCE_SECONDS)  # its drawing processes hold this pipe open

    assert finished(folder) < len(world.images) + len(world.videos)
    draw_world(folder, seed=SEED, scale=TINY)
    assert digests(folder) == digests(world.folder)


def test_a_drawing_process_that_is_killed_ends_the_drawing_with_a_sentence(tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as thread:
        drawing = thread.submit(draw_world, tmp_path, seed=SEED, scale=TINY, workers=2)
        wait_until(lambda: is_drawing(tmp_path))
        victim = multiprocessing.active_children()[0]

        os.kill(victim.pid or 0, signal.SIGKILL)

        with pytest.raises(DrawingFailed, match="Run the same command again to continue"):
            drawing.result(PATIENCE_SECONDS)
    assert not (tmp_path / "world.json").exists()


@pytest.mark.parametrize("workers", ["1", "2"], ids=["in one process", "in two processes"])
def test_a_full_disk_is_told_in_one_sentence(tmp_path: Path, workers: str) -> None:
    """No file may grow beyond 2,000 bytes: the system refuses as it does when a disk is full."""
    process = start("tests.miner.demo.draw_here", str(tmp_path), workers, "2000")

    _, talk = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode in {3, 5}
    assert len(talk.splitlines()) == 1
    assert "the disk is full. Free some space" in talk
    assert [file for file in tmp_path.glob("*/*") if not file.name.startswith(".")] == []


def test_drawing_processes_leave_ctrl_c_to_the_one_that_started_them(
    world: World, tmp_path: Path
) -> None:
    folder = tmp_path / "world"
    with ThreadPoolExecutor(1) as thread:
        drawing = thread.submit(draw_world, folder, seed=SEED, scale=TINY, workers=2)
        wait_until(lambda: len(multiprocessing.active_children()) == 2)
        interrupt_children()  # while they start
        wait_until(lambda: is_drawing(folder))
        interrupt_children()

        drawing.result(PATIENCE_SECONDS)

    assert digests(folder) == digests(world.folder)


def test_ctrl_c_stops_all_processes_without_a_traceback(tmp_path: Path) -> None:
    process = start("miner", "demo", "--dir", str(tmp_path))
    wait_until(lambda: is_drawing(tmp_path / "world"))

    os.killpg(process.pid, signal.SIGINT)
    _, talk = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 130
    assert "Traceback" not in talk
