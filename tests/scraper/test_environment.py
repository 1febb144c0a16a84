"""The checks of the machine tell what is there, what is missing, and how to mend it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from scraper.environment import (
    check_browser,
    check_driver,
    check_environment,
    check_ffmpeg,
    check_javascript_runtime,
    check_ytdlp,
)


def program(path: Path, says: str) -> str:
    """Write a program that tells its version."""
    path.write_text(f"#!/bin/sh\necho '{says}'\n")
    path.chmod(0o755)
    return str(path)


def test_everything_is_checked_once() -> None:
    names = [check.name for check in check_environment(today=date(2026, 11, 1))]

    assert names == [
        "browser",
        "browser driver",
        "JavaScript runtime (YouTube)",
        "ffmpeg",
        "yt-dlp",
    ]


def test_a_browser_that_runs_is_told_with_version_and_place(tmp_path: Path) -> None:
    browser = program(tmp_path / "chromium", "Chromium 156.0.8078.79 built on Debian")

    check = check_browser(browser)

    assert (check.ok, check.advice) == (True, "")
    assert check.found == f"Chromium 156.0.8078.79 built on Debian ({browser})"


def test_a_browser_that_is_not_there_comes_with_advice(tmp_path: Path) -> None:
    check = check_browser(str(tmp_path / "none"))

    assert not check.ok
    assert check.found == f"'{tmp_path / 'none'}' cannot be run"
    assert "apt-get install chromium" in check.advice


@pytest.mark.parametrize(("driver_version", "ok"), [("156.0.1.2", True), ("155.0.1.2", False)])
def test_the_driver_must_be_of_the_browsers_version(
    tmp_path: Path, driver_version: str, ok: bool
) -> None:
    browser = program(tmp_path / "chromium", "Chromium 156.0.8078.79")
    driver = program(tmp_path / "chromedriver", f"ChromeDriver {driver_version} (abc)")

    check = check_driver(driver, browser=browser)

    assert check.ok is ok
    assert check.advice == ("" if ok else "Install chromedriver 156, the version of the browser.")


def test_a_program_that_fails_is_not_there(tmp_path: Path) -> None:
    broken = tmp_path / "chromedriver"
    broken.write_text("#!/bin/sh\nexit 3\n")
    broken.chmod(0o755)

    assert check_driver(str(broken)).found == f"'{broken}' cannot be run"


@pytest.mark.parametrize(
    ("version", "ok", "found"),
    [
        ("deno 2.9.8 (stable)", True, "deno 2.9.8"),
        ("deno 1.40.0", False, "deno 1.40.0"),
    ],
)
def test_the_javascript_runtime_must_be_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, ok: bool, found: str
) -> None:
    program(tmp_path / "deno", version)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")

    check = check_javascript_runtime(["deno"])

    assert check.ok is ok
    assert check.found.startswith(found)
    assert ("too old" in check.found) is not ok


def test_no_javascript_runtime_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    check = check_javascript_runtime(["bun", "node"])

    assert (check.ok, check.found) == (False, "none of bun, node")


def test_ffmpeg_comes_with_the_packages() -> None:
    check = check_ffmpeg()

    assert check.ok
    assert check.found.startswith("ffmpeg version")


@pytest.mark.parametrize(
    ("version", "ok", "found"),
    [
        ("2026.10.26", True, "2026.10.26, 6 days old"),
        ("2026.10.26.232801", True, "2026.10.26.232801, 6 days old"),
        ("2026.07.30", False, "2026.07.30, 94 days old"),
        ("custom", True, "custom"),
    ],
)
def test_an_old_yt_dlp_is_told(version: str, ok: bool, found: str) -> None:
    check = check_ytdlp(today=date(2026, 11, 1), version=version)

    assert (check.ok, check.found) == (ok, found)
