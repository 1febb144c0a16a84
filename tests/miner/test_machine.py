"""What `miner doctor` finds on a machine."""

from __future__ import annotations

import platform
import shutil
from pathlib import Path

import pytest

from miner.errors import ConfigError
from miner.machine import check_machine
from scraper.environment import Check


def by_name(folder: Path) -> dict[str, Check]:
    return {check.name: check for check in check_machine(folder)}


def test_python_device_and_disk_are_told(tmp_path: Path) -> None:
    checks = by_name(tmp_path)

    assert checks["Python"].found == platform.python_version()
    assert checks["Python"].ok
    assert checks["training device"].found
    free_gib = shutil.disk_usage(tmp_path).free / 2**30
    assert abs(float(checks["free disk space"].found.split()[0]) - free_gib) <= 1


def test_disk_is_that_of_a_folder_which_is_not_there_yet(tmp_path: Path) -> None:
    disk = by_name(tmp_path / "new" / "mules")["free disk space"]

    assert disk.found.endswith(f"GiB at {tmp_path}")


def test_browser_is_the_one_that_the_workspace_names(tmp_path: Path) -> None:
    settings = '[scrape]\nbrowser = "/nowhere/chrome"\n'
    (tmp_path / "miner.toml").write_text(settings, encoding="utf-8")
    below = tmp_path / "clips"
    below.mkdir()

    missing = [check for check in check_machine(below) if not check.ok]

    assert any("/nowhere/chrome" in check.found + check.advice for check in missing)


def test_mistake_in_the_settings_is_told(tmp_path: Path) -> None:
    (tmp_path / "miner.toml").write_text("[scrape]\nbrowsr = 'x'\n", encoding="utf-8")

    with pytest.raises(ConfigError, match=r"Did you mean 'browser'\?"):
        check_machine(tmp_path)
