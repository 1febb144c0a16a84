"""Google Images, read in a real browser: results are drawn by JavaScript and opened one by one."""

import functools
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from scraper.errors import BrowserError, SourceEmpty, SourceError, SourceUnreachable
from scraper.records import ImageHit, ImageQuery
from scraper.sources.base import SourceSpec, image_source
from scraper.sources.fields import count_field, text_field
from scraper.sources.session import SourceSession

if TYPE_CHECKING:
    from scraper.browser import Browser

_MAX_MISSES = 8
"""So many results in a row without a picture mean that the page has changed."""
_MAX_CONSENTS = 3
_POLL_SECONDS = 0.05
_SETTINGS = {
    "captchaPath": "/sorry/",
    "thumbnailHosts": ["gstatic.com"],
    "thumbnailSide": 60,
    "fullSide": 256,
    "pollMilliseconds": 15,
    "graceMilliseconds": 300,
    "patienceMilliseconds": 3000,
    "endMilliseconds": 2000,
    "emptyAfterMilliseconds": 4000,
}
"""Sizes in pixels; grace is the wait before second ways are tried, patience that for any way,
end that for further results."""
_SELECTOR_ROLES = ("consent", "captcha", "thumbnail", "more", "full")


@image_source(
    SourceSpec(
        name="google",
        summary="Google Images, in headless Chromium.",
        terms="Google's terms and robots.txt do not allow automated searches; ask a person first.",
        default_endpoint="https://www.google.com",
        needs_browser=True,
    )
)
class Google:
    """Opens result after result and reads the address of its full-size picture."""

    def __init__(self, session: SourceSession) -> None:
        self._session = session

    def search(self, query: ImageQuery) -> Iterator[ImageHit]:
        """Yield hits as results are opened; the page is scrolled when all seen are taken."""
        browser = self._session.browser()
        url = self._results_url(query)
        self._open(browser, url)
        self._pass_consent(browser, query, url)
        found = misses = 0
        while misses < _MAX_MISSES:
            result = _call_async(browser, "openNext")
            kind = text_field(result, "kind")
            if kind == "none" and not _call_async(browser, "loadMore"):
                break
            if kind == "hit":
                found, misses = found + 1, 0
                yield _to_hit(result)
            misses += kind == "miss"
        if not found:
            raise self._changed("full", url)

    def _open(self, browser: "Browser", url: str) -> None:
        try:
            browser.open(url)
        except BrowserError as error:
            raise SourceUnreachable(f"Cannot search 'google': {error}", kind=error.kind) from error

    def _results_url(self, query: ImageQuery) -> str:
        words = {"q": query.text, "udm": 2, "hl": query.language}
        return f"{self._session.endpoint}/search?{urlencode(words)}"

    def _pass_consent(self, browser: "Browser", query: ImageQuery, url: str) -> None:
        """Bring the page to its results, refusing what a consent page lets one refuse."""
        deadline = time.monotonic() + self._session.options.timeout_seconds
        consents = 0
        while consents <= _MAX_CONSENTS:
            state = _wait_for_state(browser, deadline)
            if state == "results":
                return
            if state == "captcha":
                raise self._session.blocked("it shows a captcha", browser.url)
            if state != "consent":
                raise self._no_results(browser, query, url)
            consents += 1
            browser.run(_script() + "answerConsent(arguments[0]);", _settings())
        raise self._changed("consent", url)

    def _no_results(self, browser: "Browser", query: ImageQuery, url: str) -> SourceError:
        if browser.run(_script() + "return countPictures(arguments[0]);", _settings()):
            return self._changed("thumbnail", url)
        selectors = ", ".join(_selectors()["thumbnail"])
        return SourceEmpty(
            f"Cannot find images of '{query.text}' with 'google': nothing matches '{selectors}' "
            f"at '{url}'. Try other words or another source."
        )

    def _changed(self, role: str, url: str) -> SourceError:
        return self._session.changed(f"{role} '{', '.join(_selectors()[role])}'", url)


def _wait_for_state(browser: "Browser", deadline: float) -> str:
    """Wait until the page is something we know; empty when it never is."""
    script = _script() + "return state(arguments[0]);"
    while time.monotonic() < deadline:
        state = browser.run(script, _settings())
        if state is not None:
            return str(state)
        time.sleep(_POLL_SECONDS)
    return ""


def _call_async(browser: "Browser", function: str) -> Any:
    return browser.run_async(_script() + f"{function}(arguments[0], arguments[1]);", _settings())


def _to_hit(result: dict[str, Any]) -> ImageHit:
    return ImageHit(
        url=text_field(result, "url"),
        page_url=text_field(result, "page"),
        title=text_field(result, "title"),
        width=count_field(result, "width"),
        height=count_field(result, "height"),
    )


@functools.cache
def _script() -> str:
    return (Path(__file__).parent / "google.js").read_text(encoding="utf-8")


@functools.cache
def _selectors() -> dict[str, list[str]]:
    text = (Path(__file__).parent / "google_selectors.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return {role: [entry["css"] for entry in table[role]] for role in _SELECTOR_ROLES}


def _settings() -> dict[str, Any]:
    return {**_SETTINGS, **_selectors()}
