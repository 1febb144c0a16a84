"""Collecting that is killed, stopped, run twice at once, or out of space: nothing is lost."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from miner.demo.site.server import SearchSite
from tests.miner.commands.breaking import (
    PATIENCE_SECONDS,
    catalogue_of,
    count,
    files_of,
    fill,
    mounted,
    remount,
    silent_server,
    wait_until,
)
from tests.miner.commands.running import PROJECT, Miner, rows, start_miner
from tests.miner.commands.shapes_world import feed_of, make_place, settings

IMAGES = "SELECT count(*) FROM images"
FILES = "SELECT count(*) FROM videos WHERE path IS NOT NULL"
PROMPT_SECONDS = 10
"""Long enough for a busy machine, far below the 20 s for which a silent host is waited."""


@contextmanager
def running(*arguments: str | Path, cwd: Path) -> Iterator[subprocess.Popen[str]]:
    """Run a command as a process that does not outlive the block."""
    process = start_miner(*arguments, cwd=cwd, env={"OMP_NUM_THREADS": "1"})
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def kill_after(place: Path, *arguments: str, sql: str, rows_wanted: int) -> None:
    """Run a command and kill it without warning once the catalogue holds so many rows."""
    with running(*arguments, "--quiet", cwd=place) as process:
        wait_until(lambda: count(place, sql) >= rows_wanted, process)
        process.kill()
        assert process.wait() == -signal.SIGKILL


@pytest.fixture(scope="module")
def slow_settings(site: SearchSite) -> str:
    """Settings with which 30 images take about two seconds, and one video a time is fetched."""
    return settings(
        site.endpoints(),
        feed_of(site),
        scrape={"requests_per_second": 20.0},
        download={"num_workers": 1},
    )


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory: pytest.TempPathFactory, site_settings: str) -> Path:
    """A workspace that was scraped, searched and filled with videos in one go."""
    place = make_place(tmp_path_factory.mktemp("unbroken") / "place", site_settings)
    miner = Miner(place)
    assert miner("scrape-images", "--actions", "actions.toml").code == 0
    assert miner("find-videos").code == 0
    assert miner("download-videos").code == 7
    return place


def test_killed_again_and_again_ends_like_an_unbroken_run(
    tmp_path: Path, miner: Miner, slow_settings: str, unbroken: Path
) -> None:
    place = make_place(tmp_path / "place", slow_settings)
    miner("actions", "import", "actions.toml", cwd=place)

    for images in (3, 17):
        kill_after(place, "scrape-images", sql=IMAGES, rows_wanted=images)
    miner("scrape-images", cwd=place)
    miner("find-videos", cwd=place)
    kill_after(place, "download-videos", sql=FILES, rows_wanted=2)
    last = miner("download-videos", cwd=place)

    assert last.closing == "10 videos here, 1 without a file. Next: miner cut-clips"
    assert catalogue_of(place) == catalogue_of(unbroken)
    assert files_of(place, "images", "videos") == files_of(unbroken, "images", "videos")


@pytest.mark.parametrize("way", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "polite kill"])
def test_stopped_scrape_tells_what_it_did_and_goes_on(
    tmp_path: Path, miner: Miner, slow_settings: str, way: signal.Signals
) -> None:
    place = make_place(tmp_path / "place", slow_settings)
    with running("scrape-images", "--actions", "actions.toml", cwd=place) as process:
        wait_until(lambda: count(place, IMAGES) >= 3, process)
        process.send_signal(way)
        _, err = process.communicate(timeout=PROMPT_SECONDS)
    kept = count(place, IMAGES)

    ended = miner("scrape-images", cwd=place)

    assert process.returncode == 130
    # The signal may come between the row of the last image and its count.
    assert any(f"Kept from bing {told} images in " in err for told in (kept, kept - 1))
    assert err.splitlines()[-1] == "Stopped. Run the same command again to continue."
    assert 3 <= kept < 30
    assert (ended.code, count(place, IMAGES)) == (0, 30)


def test_two_ctrl_c_end_at_once_and_leave_a_whole_catalogue(
    tmp_path: Path, miner: Miner, slow_settings: str
) -> None:
    place = make_place(tmp_path / "place", slow_settings)
    with running("scrape-images", "--actions", "actions.toml", cwd=place) as process:
        wait_until(lambda: count(place, IMAGES) >= 1, process)
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PROMPT_SECONDS)

    ended = miner("scrape-images", cwd=place)

    assert process.returncode == 130
    assert rows(place, "PRAGMA integrity_check") == [("ok",)]
    assert ended.code == 0


def test_ctrl_c_does_not_wait_for_a_silent_site(tmp_path: Path, site_settings: str) -> None:
    place = make_place(tmp_path / "place", site_settings)
    with silent_server() as (url, wait_for_caller):
        lines = [f"drawing circles,{url}/{number}.jpg" for number in range(3)]
        (place / "list.csv").write_text("label,url\n" + "\n".join(lines))
        with running(
            "scrape-images", "--actions=actions.toml", "--source=url-list=list.csv", cwd=place
        ) as process:
            wait_for_caller()
            asked = time.monotonic()
            process.send_signal(signal.SIGINT)
            process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 130
    assert time.monotonic() - asked < PROMPT_SECONDS
    assert rows(place, "SELECT * FROM outcomes WHERE step LIKE 'fetch-image%'") == []


def test_one_run_of_a_command_at_a_time_and_others_beside_it(place: Path, miner: Miner) -> None:
    miner("actions", "import", "actions.toml", cwd=place)
    with silent_server() as (url, wait_for_caller):
        search = ("find-videos", "--search", f"{url}/feed?q={{query}}")
        with running(*search, cwd=place) as first:
            wait_for_caller()

            second = miner("find-videos", cwd=place)
            beside = [
                miner("status", cwd=place),
                miner("actions", "add", "flying kites", cwd=place),
                miner("scrape-images", "--images-per-action=2", cwd=place),
            ]
            first.kill()
    after = miner("find-videos", "--videos-per-action=3", cwd=place)

    assert second.code == 3
    assert second.err == (
        f"miner: Cannot run 'miner find-videos' on '{place}': process {first.pid} is running it. "
        "Wait until it ends, or stop it.\n"
    )
    assert [each.code for each in beside] == [0, 0, 7]
    assert after.code == 0
    assert count(place, "SELECT count(*) FROM video_hits") > 0


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder on a disk of three megabytes."""
    folder = tmp_path / "disk"
    with mounted(folder, size="3m") as is_mounted:
        if not is_mounted:
            pytest.skip("mounting a small disk needs root")
        yield folder


def test_full_disk_stops_a_scrape_and_the_same_command_goes_on(
    small_disk: Path, miner: Miner, site_settings: str, unbroken: Path
) -> None:
    place = make_place(small_disk / "place", site_settings)
    miner("actions", "import", "actions.toml", cwd=place)
    filler = fill(small_disk, leaving=150_000)

    full = miner("scrape-images", cwd=place)
    kept = count(place, IMAGES)
    filler.unlink()
    freed = miner("scrape-images", cwd=place)

    assert full.code == 3
    assert full.closing.startswith("miner: Cannot write ")
    assert "full" in full.closing
    assert kept < 30
    assert freed.code == 0
    assert files_of(place, "images") == files_of(unbroken, "images")


def test_full_disk_stops_downloads_and_the_same_command_goes_on(
    small_disk: Path, miner: Miner, unbroken: Path, site_settings: str
) -> None:
    place = make_place(small_disk / "place", site_settings)
    miner("actions", "import", "actions.toml", cwd=place)
    miner("find-videos", cwd=place)
    filler = fill(small_disk, leaving=100_000)

    full = miner("download-videos", cwd=place)
    filler.unlink()
    freed = miner("download-videos", cwd=place)

    assert full.code == 3
    assert "full" in full.closing
    assert freed.closing == "10 videos here, 1 without a file. Next: miner cut-clips"
    assert files_of(place, "videos") == files_of(unbroken, "videos")


def test_disk_that_became_read_only_is_told(
    small_disk: Path, miner: Miner, site_settings: str
) -> None:
    place = make_place(small_disk / "place", site_settings)
    miner("actions", "import", "actions.toml", cwd=place)
    remount(small_disk, "ro")

    ended = miner("scrape-images", cwd=place)

    assert ended.code == 3
    assert ended.err.startswith(f"miner: Cannot write to the folder '{place}'")


def test_workspace_that_was_moved_goes_on_at_its_new_place(
    tmp_path: Path, miner: Miner, unbroken: Path
) -> None:
    moved = Path(shutil.copytree(unbroken, tmp_path / "moved")).rename(tmp_path / "elsewhere")

    ended = miner("scrape-images", "--images-per-action", "11", "--json", "-w", moved)

    assert ended.code == 0
    assert ended.data["images"] == 33
    assert len(files_of(moved, "images")) == 33
    assert files_of(moved, "videos") == files_of(unbroken, "videos")


def test_reader_of_a_pipe_that_leaves_early_is_no_mistake(place: Path, miner: Miner) -> None:
    miner("actions", "import", "kinetics700", cwd=place)
    with running("actions", "list", cwd=place) as process:
        assert process.stdout is not None
        process.stdout.close()

        code = process.wait(PATIENCE_SECONDS)

    assert code == 0


def test_output_that_cannot_be_written_is_told(place: Path) -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "miner", "config", "--json"],
            cwd=place,
            env=os.environ | {"PYTHONPATH": str(PROJECT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )

    assert ended.returncode == 3
    assert ended.stderr.startswith("miner: Cannot write 'the output': the disk is full.")
