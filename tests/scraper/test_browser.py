from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from scraper.browser import open_browser
from scraper.errors import BrowserError, BrowserMissing
from scraper.options import ScrapeOptions

PAGE = "data:text/html,<title>hello</title>"

HOLD_OPEN = """
import sys
from scraper.browser import open_browser
from scraper.options import ScrapeOptions
with open_browser(ScrapeOptions()) as browser:
    browser.open("about:blank")
    print("open", flush=True)
    sys.stdin.read()
"""


def closed_port() -> int:
    with socket.socket() as briefly:
        briefly.bind(("127.0.0.1", 0))
        return int(briefly.getsockname()[1])


def descendants(parent: int) -> list[int]:
    """Return the processes that a process started, and those that they started."""
    stats = [fields_of(int(folder.name)) for folder in Path("/proc").glob("[0-9]*")]
    parents = {int(fields[0]): int(fields[2]) for fields in stats if fields}
    found = [parent]
    for process in found:
        found.extend(child for child, its_parent in parents.items() if its_parent == process)
    return found[1:]


def fields_of(process: int) -> list[str]:
    """Return id, state and parent of a process; nothing once it is gone."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return []
    return [str(process), *stat.rpartition(")")[2].split()[:2]]


def wait_until_gone(processes: list[int]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if not any(fields_of(process)[1:2] not in ([], ["Z"]) for process in processes):
            return True
        time.sleep(0.05)
    return False


def test_a_page_is_opened_and_read() -> None:
    with open_browser(ScrapeOptions()) as browser:
        browser.open(PAGE)

        assert browser.run("return document.title + arguments[0]", "!") == "hello!"
        assert browser.run_async("arguments[1](arguments[0])", [1, 2]) == [1, 2]
        with pytest.raises(BrowserError, match="Cannot read the page: "):
            browser.run("return nothing.here")
        with pytest.raises(BrowserError, match=r"Cannot open '.*': net::ERR_CONNECTION_REFUSED"):
            browser.open(f"http://127.0.0.1:{closed_port()}/")


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT])
def test_no_browser_outlives_us(signal_number: signal.Signals) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD_OPEN],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        started = descendants(holder.pid)
        holder.send_signal(signal_number)

    assert len(started) > 3
    assert wait_until_gone(started)


@pytest.mark.parametrize("missing", ["browser", "driver"])
def test_a_missing_browser_or_driver_is_named_with_the_way_to_mend_it(missing: str) -> None:
    options = ScrapeOptions(**{missing: "/no/such/program"})  # type: ignore[arg-type]

    with (
        pytest.raises(BrowserMissing, match=r"'/no/such/program' .*\. Install both, such as"),
        open_browser(options),
    ):
        pass


def test_a_driver_that_is_none_is_an_error() -> None:
    options = ScrapeOptions(driver="/bin/false")

    with pytest.raises(BrowserError, match="Cannot start '"), open_browser(options):
        pass
