"""What the scraper needs of this machine, checked one by one.

for check in check_environment():
    print(check.name, check.ok, check.found, check.advice)
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.util import find_spec

import yt_dlp
from yt_dlp.globals import supported_js_runtimes

from scraper.browser import BROWSER_NAMES, DRIVER_NAME
from scraper.ytdlp import JAVASCRIPT_RUNTIMES, ffmpeg_path

MAX_YTDLP_AGE_DAYS = 90
"""Sites change, and holes in yt-dlp get known; its maintainers release about every month."""

_ANSWER_SECONDS = 15.0
"""Longest time that a program may take to tell its version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that the scraper needs, and whether it is there."""

    name: str
    """What is needed."""
    ok: bool
    """Whether it is there and usable."""
    found: str
    """What was found, with version and place; says what is missing otherwise."""
    advice: str
    """How to mend it; empty when all is well."""


def check_environment(
    *, browser: str = "", driver: str = "", today: date | None = None
) -> list[Check]:
    """Check everything; `browser` and `driver` are paths, the ones on PATH when empty."""
    return [
        check_browser(browser),
        check_driver(driver, browser=browser),
        check_javascript_runtime(),
        check_ffmpeg(),
        check_ytdlp(today=today or datetime.now(tz=UTC).date()),
    ]


def check_browser(browser: str = "") -> Check:
    """Check that Chromium or Chrome is there and starts."""
    path = _find(browser, BROWSER_NAMES)
    found = _told_version(path)
    return _check(
        "browser",
        ok=bool(_major(found)),
        found=f"{found} ({path})" if found else _absence(path, "Chromium or Chrome"),
        advice="Install one, such as with 'apt-get install chromium', or set 'scrape.browser'.",
    )


def check_driver(driver: str = "", *, browser: str = "") -> Check:
    """Check that chromedriver is there and of the browser's major version."""
    path = _find(driver, [DRIVER_NAME])
    found = _told_version(path)
    of_browser = _major(_told_version(_find(browser, BROWSER_NAMES)))
    advice = "Install one, such as with 'apt-get install chromium-driver', or set 'scrape.driver'."
    if not found:
        absence = _absence(path, "chromedriver")
        return _check("browser driver", ok=False, found=absence, advice=advice)
    matches = not of_browser or _major(found) == of_browser
    short = found.partition(" (")[0]
    return _check(
        "browser driver",
        ok=matches,
        found=f"{short} ({path})" + ("" if matches else f", but the browser is {of_browser}"),
        advice=f"Install chromedriver {of_browser}, the version of the browser.",
    )


def check_javascript_runtime(names: Sequence[str] = JAVASCRIPT_RUNTIMES) -> Check:
    """Check that yt-dlp finds a program for YouTube's challenges, and the scripts to run in it."""
    runtimes = [supported_js_runtimes.value[name]() for name in names]
    infos = [info for runtime in runtimes if (info := runtime.info) is not None]
    usable = next((info for info in infos if info.supported), None)
    has_scripts = find_spec("yt_dlp_ejs") is not None
    shown = usable or next(iter(infos), None)
    found = (
        f"{shown.name} {shown.version} ({shown.path})" if shown else "none of " + ", ".join(names)
    )
    if shown and not usable:
        found += ", too old for yt-dlp"
    if usable and not has_scripts:
        found += ", but the package yt-dlp-ejs is missing"
    return _check(
        "JavaScript runtime (YouTube)",
        ok=usable is not None and has_scripts,
        found=found,
        advice="Run 'pip install deno'." if has_scripts else "Run 'pip install deno yt-dlp-ejs'.",
    )


def check_ffmpeg() -> Check:
    """Check that there is an ffmpeg for yt-dlp to join picture and sound with."""
    path = ffmpeg_path() or ""
    found = _told_version(path, flag="-version")
    return _check(
        "ffmpeg",
        ok=bool(found),
        found=f"{' '.join(found.split()[:3])} ({path})" if found else _absence(path, "ffmpeg"),
        advice="Run 'pip install imageio-ffmpeg', which brings one.",
    )


def check_ytdlp(*, today: date, version: str = yt_dlp.version.__version__) -> Check:
    """Check that yt-dlp, whose version is the day of its release, is not too old."""
    released = _day_of(version)
    age_days = (today - released).days if released else 0
    return _check(
        "yt-dlp",
        ok=age_days <= MAX_YTDLP_AGE_DAYS,
        found=f"{version}, {age_days} days old" if age_days > 0 else version,
        advice="Run 'pip install --upgrade yt-dlp yt-dlp-ejs': sites change every few weeks.",
    )


def _check(name: str, *, ok: bool, found: str, advice: str) -> Check:
    return Check(name=name, ok=ok, found=found, advice="" if ok else advice)


def _find(given: str, names: Sequence[str]) -> str:
    """Return the path of a program, "" where it is none."""
    candidates = [given] if given else names
    return next((path for name in candidates if (path := shutil.which(name))), given)


def _told_version(path: str, *, flag: str = "--version") -> str:
    """Return the first line that a program tells of itself, "" when it cannot be run."""
    if not path:
        return ""
    try:
        answer = subprocess.run(
            [path, flag],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_ANSWER_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.strip().partition("\n")[0].strip()


def _absence(path: str, what: str) -> str:
    return f"'{path}' cannot be run" if path else f"no {what} on PATH"


def _major(told: str) -> str:
    match = re.search(r"(\d+)\.\d+", told)
    return match[1] if match else ""


def _day_of(version: str) -> date | None:
    """Return the day in a version such as 2026.10.26 or 2026.10.26.232801."""
    match = re.match(r"(\d{4})\.(\d{1,2})\.(\d{1,2})", version)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
