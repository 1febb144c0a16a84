"""Two commands of a kind on one workspace."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.errors import WorkspaceError
from miner.locking import only_one


def test_second_run_of_a_command_is_told_who_is_first(tmp_path: Path) -> None:
    with (
        only_one(tmp_path, "cut-clips"),
        pytest.raises(WorkspaceError, match=f"process {os.getpid()} is running it"),
        only_one(tmp_path, "cut-clips"),
    ):
        pass


def test_other_commands_run_beside_it(tmp_path: Path) -> None:
    with only_one(tmp_path, "cut-clips"), only_one(tmp_path, "download-videos"):
        pass

    with only_one(tmp_path, "cut-clips"):
        pass


HOLDING = """
import sys
from pathlib import Path
from miner.locking import only_one
with only_one(Path(sys.argv[1]), "cut-clips"):
    print("held", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that runs the command."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDING, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_lock_of_another_process_names_it(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    sentence = f"Cannot run 'miner cut-clips' on .*: process {holder.pid} is running it. Wait"

    with pytest.raises(WorkspaceError, match=sentence), only_one(tmp_path, "cut-clips"):
        pass


def test_lock_is_free_after_kill_9(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()

    with only_one(tmp_path, "cut-clips"):
        held = (tmp_path / ".locks" / "cut-clips.lock").read_text()

    assert held == str(os.getpid())


def test_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="stop"), only_one(tmp_path, "cut-clips"):
        raise RuntimeError("stop")

    with only_one(tmp_path, "cut-clips"):
        pass


def test_other_workspaces_are_not_locked(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    with only_one(tmp_path / "other", "cut-clips"):
        assert (tmp_path / "other" / ".locks").is_dir()
