"""What an open source works with: its endpoint, an HTTP client, a browser when it asks for one."""

from collections.abc import Mapping
from contextlib import ExitStack
from json import loads
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from scraper.errors import (
    FetchError,
    SourceBlocked,
    SourceChanged,
    SourceError,
    SourceUnreachable,
)
from scraper.http_client import HttpClient, Reply, host_of
from scraper.options import ScrapeOptions
from scraper.sources.base import SourceSpec

if TYPE_CHECKING:
    from scraper.browser import Browser

_MAX_ENDPOINT_SHOWN = 200


class SourceSession:
    """Everything one open source needs; closed with the source."""

    def __init__(self, spec: SourceSpec, options: ScrapeOptions) -> None:
        given = options.endpoints.get(spec.name, "")
        self.spec = spec
        """The source that is open."""
        self.options = options
        """The settings it was opened with."""
        self.is_default_endpoint = not given
        """Whether the true site is asked."""
        self.endpoint = (given or spec.default_endpoint).rstrip("/")
        """Address without a slash at its end, or the path of a local source."""
        self._resources = ExitStack()
        self._client: HttpClient | None = None
        self._browser: Browser | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._resources.close()

    @property
    def path(self) -> Path:
        """The path a local source reads.

        Raises:
            SourceUnreachable: None was given, or nothing is there.
        """
        name = self.spec.name
        if not self.endpoint:
            raise SourceUnreachable(
                f"Cannot use image source '{name}': it needs a path. Give it as '{name}=PATH'."
            )
        path = Path(self.endpoint).expanduser()
        if not path.exists():
            raise SourceUnreachable(f"Cannot use image source '{name}': '{path}' does not exist.")
        return path

    def get(
        self,
        path: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Fetch a page of the site; `path` is put behind the endpoint.

        Raises:
            SourceBlocked: The site refuses us.
            SourceUnreachable: It does not answer as it should.
        """
        try:
            return self._http().get(f"{self.endpoint}{path}", params=params, headers=headers)
        except FetchError as error:
            raise self._source_error(error) from error

    def get_json(self, path: str, *, params: Mapping[str, str | int]) -> dict[str, Any]:
        """Fetch an object of the site's API.

        Raises:
            SourceChanged: The answer is no JSON object.
            SourceError: As `get`.
        """
        reply = self.get(path, params=params, headers={"Accept": "application/json"})
        return self.parse_json(reply)

    def parse_json(self, reply: Reply) -> dict[str, Any]:
        """Read an answer as a JSON object.

        Raises:
            SourceChanged: It is none.
        """
        try:
            answer = loads(reply.body)
        except (ValueError, RecursionError) as error:
            raise self.changed("a JSON object", reply.url) from error
        if not isinstance(answer, dict):
            raise self.changed("a JSON object", reply.url)
        return answer

    def browser(self) -> "Browser":
        """Start the browser, or return the one already running.

        Raises:
            BrowserMissing: There is none on this machine.
        """
        if self._browser is None:
            from scraper.browser import open_browser

            self._browser = self._resources.enter_context(open_browser(self.options))
        return self._browser

    def changed(self, expected: str, url: str) -> SourceChanged:
        """Make the error of a page that lacks what we read (a selector, a field)."""
        return SourceChanged(
            f"Cannot read '{self.spec.name}': {expected} was not found at "
            f"'{url[:_MAX_ENDPOINT_SHOWN]}'. The site may have changed; use another source."
        )

    def blocked(self, reason: str, url: str) -> SourceBlocked:
        """Make the error of a site that refuses us."""
        return SourceBlocked(
            f"Cannot search '{self.spec.name}': {reason} at '{url[:_MAX_ENDPOINT_SHOWN]}'. "
            "Wait some hours, or use another source."
        )

    def _http(self) -> HttpClient:
        if self._client is None:
            self._client = self._resources.enter_context(self._open_client())
        return self._client

    def _open_client(self) -> HttpClient:
        per_minute = self.spec.requests_per_minute
        pace = self.options.requests_per_second
        if self.is_default_endpoint:
            return HttpClient(
                self.options, requests_per_second=min(pace, per_minute / 60) if per_minute else pace
            )
        # The person named this address, so it may be their own machine.
        return HttpClient(self.options, trusted_hosts=frozenset({host_of(self.endpoint)}))

    def _source_error(self, error: FetchError) -> SourceError:
        if error.kind in ("forbidden", "rate"):
            return self.blocked(f"the site refuses us ({error.kind})", self.endpoint)
        return SourceUnreachable(f"Cannot search '{self.spec.name}': {error}", kind=error.kind)
