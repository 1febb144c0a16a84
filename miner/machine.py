"""What `miner doctor` checks on this machine."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from classifiers.hardware import describe_device
from miner.config import load_config
from miner.errors import WorkspaceError
from miner.workspace import SETTINGS_NAME, find_workspace
from scraper.environment import Check, check_environment

MIN_FREE_BYTES = 5 * 2**30
"""Free space below which a collection soon stops: a few hundred short videos."""

MIN_PYTHON = (3, 11)


def check_machine(folder: Path | None) -> list[Check]:
    """Return what was found, what is missing, and how to mend it."""
    place = folder or Path.cwd()
    try:
        settings = find_workspace(place).settings_file
    except WorkspaceError:
        settings = place / SETTINGS_NAME
    scrape = load_config(settings, {}).scrape
    return [
        _python(),
        *check_environment(browser=scrape.browser, driver=scrape.driver),
        _device(),
        _disk(place),
    ]


def _python() -> Check:
    version = ".".join(map(str, sys.version_info[:3]))
    is_new = sys.version_info >= MIN_PYTHON
    advice = "" if is_new else "Install Python 3.11 or newer."
    return Check(name="Python", ok=is_new, found=version, advice=advice)


def _device() -> Check:
    return Check(name="training device", ok=True, found=describe_device(), advice="")


def _disk(place: Path) -> Check:
    there = next(each for each in (place.absolute(), *place.absolute().parents) if each.exists())
    free = shutil.disk_usage(there).free
    has_room = free >= MIN_FREE_BYTES
    advice = f"Free some space: below {MIN_FREE_BYTES // 2**30} GiB a collection soon stops."
    return Check(
        name="free disk space",
        ok=has_room,
        found=f"{free / 2**30:.0f} GiB at {there}",
        advice="" if has_room else advice,
    )
