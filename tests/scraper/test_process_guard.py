"""A guarded program ends with whoever wanted it, and its folder goes with it."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scraper import process_guard
from tests.scraper.test_browser import descendants, wait_until_gone

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

FAMILY = "sleep 60 & sleep 60 & echo started; wait"
"""A program with children of its own."""


@contextmanager
def guarded(folder: Path, *command: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command under the guard; its input is ours to close."""
    folder.mkdir()
    (folder / "profile").write_text("x")
    arguments = [sys.executable, "-I", process_guard.__file__, str(folder), *command]
    with subprocess.Popen(
        arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True
    ) as guard:
        yield guard


def test_the_exit_code_is_the_program_s(tmp_path: Path) -> None:
    with guarded(tmp_path / "f", "sh", "-c", "exit 7") as guard:
        code = guard.wait(10)

    assert code == 7
    assert not (tmp_path / "f").exists()


def test_closing_the_input_kills_the_whole_family(tmp_path: Path) -> None:
    with guarded(tmp_path / "f", "sh", "-c", FAMILY) as guard:
        assert guard.stdin is not None
        assert guard.stdout is not None
        guard.stdout.readline()
        family = descendants(guard.pid)

        guard.stdin.close()
        code = guard.wait(10)

    assert (len(family), code % 256) == (3, 256 - signal.SIGKILL)
    assert wait_until_gone(family)
    assert not (tmp_path / "f").exists()


def test_a_request_to_end_reaches_the_program(tmp_path: Path) -> None:
    polite = "trap 'echo bye; exit 3' TERM; echo started; while :; do sleep 0.02; done"
    with guarded(tmp_path / "f", "sh", "-c", polite) as guard:
        assert guard.stdout is not None
        guard.stdout.readline()

        guard.send_signal(signal.SIGTERM)
        said = guard.stdout.readline()
        code = guard.wait(10)

    assert (said, code) == (b"bye\n", 3)


def test_ctrl_c_in_the_terminal_is_left_to_whoever_uses_the_program(tmp_path: Path) -> None:
    with guarded(tmp_path / "f", "sh", "-c", "echo started; read line; sleep 60") as guard:
        assert guard.stdin is not None
        assert guard.stdout is not None
        guard.stdout.readline()
        guard.send_signal(signal.SIGINT)
        time.sleep(0.1)

        alive = guard.poll() is None
        guard.stdin.close()

    assert alive


def test_the_program_reads_nothing_of_what_we_write(tmp_path: Path) -> None:
    with guarded(tmp_path / "f", "cat") as guard:
        said, _ = guard.communicate(b"secret\n", timeout=10)

    assert said == b""
