"""One polite HTTP client: pacing, retries, limits, redirects that are checked hop by hop."""

import email.utils
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from types import TracebackType
from typing import Self, TypeAlias
from urllib.parse import urlsplit

import httpx

from scraper.addresses import CheckedBackend, CheckedTransport
from scraper.errors import FetchError
from scraper.options import ScrapeOptions
from scraper.throttle import Throttle

MAX_REDIRECTS = 5
"""Hops followed; more is a loop or a trap."""
MAX_RETRY_AFTER_SECONDS = 60.0
"""A host that asks for a longer wait is given up for now."""
MAX_URL_LENGTH = 8_000
"""Longer addresses are refused: servers do not take them."""
_DOWNLOAD_TIMEOUTS = 3
"""A whole download may take so many times the longest silence."""
_RETRIED_KINDS = frozenset({"timeout", "unreachable", "server-error", "rate"})
_KIND_OF_STATUS: dict[int, str] = {
    HTTPStatus.UNAUTHORIZED: "forbidden",
    HTTPStatus.FORBIDDEN: "forbidden",
    HTTPStatus.NOT_FOUND: "gone",
    HTTPStatus.GONE: "gone",
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: "forbidden",
    HTTPStatus.REQUEST_TIMEOUT: "timeout",
    HTTPStatus.TOO_MANY_REQUESTS: "rate",
}

BeforeRequest: TypeAlias = Callable[[str], None]
"""Sees the address of a request before it is sent; raises to forbid it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """A successful answer."""

    url: str
    """Address that answered, after redirects."""
    status: int
    """HTTP status, 200 to 299."""
    headers: Mapping[str, str]
    """Header fields, names in any case."""
    body: bytes
    """Content, decoded from its transfer encoding."""

    @property
    def text(self) -> str:
        """Content as UTF-8, damage replaced."""
        return self.body.decode("utf-8", errors="replace")


class HttpClient:
    """Fetches whole resources over http and https; safe to share between threads.

    Connections go to public addresses and to `trusted_hosts` only, unless the options allow
    private ones.
    """

    def __init__(
        self,
        options: ScrapeOptions,
        *,
        trusted_hosts: frozenset[str] = frozenset(),
        requests_per_second: float | None = None,
    ) -> None:
        self._options = options
        self._throttle = Throttle(
            requests_per_second=requests_per_second or options.requests_per_second
        )
        backend = CheckedBackend(
            trusted_hosts=trusted_hosts, allow_private=options.allow_private_hosts
        )
        self._client = httpx.Client(
            transport=CheckedTransport(backend),
            timeout=httpx.Timeout(options.timeout_seconds),
            headers={"User-Agent": user_agent(options)},
            follow_redirects=False,
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End waits and connections."""
        self._throttle.close()
        self._client.close()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        max_bytes: int | None = None,
        before_request: BeforeRequest | None = None,
    ) -> Reply:
        """Fetch one resource, trying again after passing failures.

        `before_request` sees the address of every hop and may raise to forbid it.

        Raises:
            FetchError: With a kind that tells why.
        """
        check_url(url)
        address = str(httpx.URL(url).copy_merge_params(params)) if params else url
        limit = max_bytes or self._options.max_bytes
        for attempt in range(self._options.retries + 1):
            try:
                return self._get_once(address, headers or {}, limit, before_request)
            except _RetryLater as failure:
                if attempt == self._options.retries or failure.seconds > MAX_RETRY_AFTER_SECONDS:
                    raise failure.error from failure
                self._wait_before_retry(address, attempt, failure)
        raise AssertionError("the loop returns or raises")

    def _wait_before_retry(self, url: str, attempt: int, failure: "_RetryLater") -> None:
        seconds = max(failure.seconds, self._options.backoff_seconds * 2**attempt)
        if failure.error.kind == "rate":
            self._throttle.hold_back(host_of(url), seconds=seconds)
        else:
            self._throttle.pause(seconds)

    def _get_once(
        self,
        url: str,
        headers: Mapping[str, str],
        max_bytes: int,
        before_request: BeforeRequest | None,
    ) -> Reply:
        for _ in range(MAX_REDIRECTS + 1):
            check_url(url)
            if before_request is not None:
                before_request(url)
            self._throttle.wait(host_of(url))
            with _mapped_errors(url), self._client.stream("GET", url, headers=headers) as response:
                if response.next_request is None:
                    _check_status(response, url)
                    return _read(response, url, max_bytes, self._deadline())
                url = str(response.next_request.url)
        raise FetchError(
            f"Cannot fetch '{url}': more than {MAX_REDIRECTS} redirects.", kind="redirects"
        )

    def _deadline(self) -> float:
        return time.monotonic() + _DOWNLOAD_TIMEOUTS * self._options.timeout_seconds


class _RetryLater(Exception):
    """A failure that may pass, and the wait the host asked for."""

    def __init__(self, error: FetchError, *, seconds: float = 0.0) -> None:
        super().__init__(str(error))
        self.error = error
        self.seconds = seconds


def user_agent(options: ScrapeOptions) -> str:
    """Return the name requests carry: the product, then whom to write to."""
    return f"{options.user_agent} ({options.contact})" if options.contact else options.user_agent


def host_of(url: str) -> str:
    """Return the lower-case host of an address, empty when it has none or is no address."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def check_url(url: str) -> None:
    """Refuse what is no plain web address.

    Raises:
        FetchError: Another scheme, no host, login data or too long (kind `bad-url`).
    """
    try:
        parts = urlsplit(url)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
        has_login = parts.username is not None
        _ = parts.port, httpx.URL(url)
    except (ValueError, httpx.InvalidURL) as error:
        raise FetchError(f"Cannot fetch {url[:200]!r}: {error}.", kind="bad-url") from error
    if not is_web or has_login or len(url) > MAX_URL_LENGTH:
        raise FetchError(
            f"Cannot fetch {url[:200]!r}: only plain http and https addresses are fetched.",
            kind="bad-url",
        )


@contextmanager
def _mapped_errors(url: str) -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as error:
        fault = FetchError(f"Cannot fetch '{url}': its host is silent.", kind="timeout")
        raise _RetryLater(fault) from error
    except httpx.RemoteProtocolError as error:
        fault = FetchError(f"Cannot fetch '{url}': the answer broke off.", kind="unreachable")
        raise _RetryLater(fault) from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise FetchError(f"Cannot fetch '{url}': {error}.", kind="bad-url") from error
    except httpx.HTTPError as error:
        reason = str(error).rstrip(".") or type(error).__name__
        fault = FetchError(f"Cannot fetch '{url}': {reason}.", kind="unreachable")
        raise _RetryLater(fault) from error


def _check_status(response: httpx.Response, url: str) -> None:
    if response.is_success:
        return
    status = response.status_code
    default = "server-error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "http-status"
    error = FetchError(
        f"Cannot fetch '{url}': the host answered {status} {response.reason_phrase}".rstrip() + ".",
        kind=_KIND_OF_STATUS.get(status, default),
    )
    if error.kind in _RETRIED_KINDS:
        raise _RetryLater(error, seconds=retry_after_seconds(response.headers.get("Retry-After")))
    raise error


def retry_after_seconds(value: str | None, *, now: Callable[[], float] = time.time) -> float:
    """Read a `Retry-After` header: seconds or a date; 0 when absent or unreadable."""
    if not value:
        return 0.0
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now())
    except (ValueError, OverflowError):
        return 0.0


def _read(response: httpx.Response, url: str, max_bytes: int, deadline: float) -> Reply:
    declared = response.headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > max_bytes:
        raise _too_large(url, max_bytes)
    body = bytearray()
    for chunk in response.iter_bytes():  # as it comes: a chunk size would wait for a full chunk
        body += chunk
        if len(body) > max_bytes:
            raise _too_large(url, max_bytes)
        if time.monotonic() > deadline:
            raise FetchError(f"Cannot fetch '{url}': it comes too slowly.", kind="timeout")
    return Reply(url=url, status=response.status_code, headers=response.headers, body=bytes(body))


def _too_large(url: str, max_bytes: int) -> FetchError:
    return FetchError(f"Cannot fetch '{url}': larger than {max_bytes} bytes.", kind="too-large")
