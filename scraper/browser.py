"""Headless Chromium through selenium, always closed; nothing is ever downloaded to drive it.

with open_browser(options) as browser:
    browser.open("https://example.org/")
    title = browser.run("return document.title")
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from selenium.common.exceptions import (
    NoSuchDriverException,
    SessionNotCreatedException,
    TimeoutException,
    WebDriverException,
)
from selenium.webdriver import Chrome, ChromeOptions
from selenium.webdriver.chrome.service import Service
from urllib3.exceptions import HTTPError

from scraper import process_guard
from scraper.errors import BrowserError, BrowserMissing
from scraper.options import ScrapeOptions

BROWSER_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
"""Programs looked for on PATH, in this order."""
DRIVER_NAME = "chromedriver"
"""Program that drives the browser; its version must be the browser's."""
_MENDING = (
    "Install both, such as with 'apt-get install chromium chromium-driver', or set "
    "'scrape.browser' and 'scrape.driver'."
)
_WINDOW = "1600,1200"
"""Wide enough for results beside an open panel."""
_FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--mute-audio",
    "--remote-debugging-pipe",  # the browser ends with its driver
    f"--window-size={_WINDOW}",
)


class _GuardedService(Service):
    """Starts the driver under `scraper.process_guard`, so that it ends even when miner is killed.

    A named program also keeps selenium from looking for a driver on the web.
    """

    def __init__(self, driver: str, profile: str) -> None:
        super().__init__(sys.executable)
        self._guarded = ["-I", process_guard.__file__, profile, driver]

    def command_line_args(self) -> list[str]:
        return [*self._guarded, *super().command_line_args()]


class Browser:
    """One window of a running browser."""

    def __init__(self, driver: Chrome) -> None:
        self._driver = driver

    @property
    def url(self) -> str:
        """Address of the page that is open."""
        with _mapped_errors("ask the browser for its address"):
            return self._driver.current_url

    def open(self, url: str) -> None:
        """Load a page and wait for it.

        Raises:
            BrowserError: It does not load.
        """
        with _mapped_errors(f"open '{url[:200]}'"):
            self._driver.get(url)

    def run(self, script: str, *arguments: object) -> Any:
        """Run a script in the page and return its value.

        Raises:
            BrowserError: It fails.
        """
        with _mapped_errors("read the page"):
            return self._driver.execute_script(script, *arguments)

    def run_async(self, script: str, *arguments: object) -> Any:
        """Run a script that calls back with its value, and return the value.

        Raises:
            BrowserError: It fails, or never calls back.
        """
        with _mapped_errors("read the page"):
            return self._driver.execute_async_script(script, *arguments)


@contextmanager
def open_browser(options: ScrapeOptions) -> Iterator[Browser]:
    """Start a browser with a fresh profile; it ends with the block, however that ends.

    Raises:
        BrowserMissing: No browser or no driver is found.
        BrowserError: It does not start.
    """
    browser = _find(options.browser, BROWSER_NAMES, "browser")
    driver = _find(options.driver, (DRIVER_NAME,), "browser driver")
    with tempfile.TemporaryDirectory(
        prefix="miner-browser-", ignore_cleanup_errors=True
    ) as profile:
        chrome = _start(browser, driver, profile, options)
        try:
            yield Browser(chrome)
        finally:
            with suppress(WebDriverException, HTTPError, OSError):
                chrome.quit()


def _start(browser: str, driver: str, profile: str, options: ScrapeOptions) -> Chrome:
    settings = ChromeOptions()
    settings.binary_location = browser
    for flag in (*_FLAGS, f"--user-data-dir={profile}", *_flags_for(options)):
        settings.add_argument(flag)
    with _mapped_errors(f"start '{browser}'"):
        chrome = Chrome(options=settings, service=_GuardedService(driver, profile))
        chrome.set_page_load_timeout(2 * options.timeout_seconds)
        chrome.set_script_timeout(options.timeout_seconds)
        return chrome


def _flags_for(options: ScrapeOptions) -> Iterator[str]:
    if options.headless:
        yield "--headless=new"
    if os.geteuid() == 0:
        # Chromium's sandbox refuses to run as root, as in most containers.
        yield "--no-sandbox"


def _find(given: str, names: tuple[str, ...], what: str) -> str:
    for name in (given,) if given else names:
        found = shutil.which(name)
        if found:
            return found
    wanted = f"'{given}'" if given else " or ".join(f"'{name}'" for name in names[:3])
    raise BrowserMissing(f"Cannot find a {what}: {wanted} is not on this machine. {_MENDING}")


@contextmanager
def _mapped_errors(doing: str) -> Iterator[None]:
    try:
        yield
    except (NoSuchDriverException, SessionNotCreatedException) as error:
        raise BrowserError(
            f"Cannot {doing}: {_first_line(error)}. Browser and driver must be of one version."
        ) from error
    except TimeoutException as error:
        raise BrowserError(f"Cannot {doing}: it took too long.", kind="timeout") from error
    except (WebDriverException, HTTPError, OSError) as error:
        raise BrowserError(f"Cannot {doing}: {_first_line(error)}.") from error


def _first_line(error: Exception) -> str:
    lines = str(getattr(error, "msg", None) or error).strip().splitlines()
    reason = lines[0].removeprefix("unknown error: ").rstrip(".") if lines else ""
    return reason[:200] or type(error).__name__
