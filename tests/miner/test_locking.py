"""Two commands of a kind on one workspace."""

from __future__ import annotations

import os
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
