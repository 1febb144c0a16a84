"""Settings of the steps that find and download videos."""

from dataclasses import dataclass
from typing import Annotated

from annotated_doc import Doc
from annotated_types import Ge, Gt, Le


@dataclass(frozen=True, slots=True, kw_only=True)
class FindOptions:
    """How candidate videos are searched."""

    videos_per_action: Annotated[int, Ge(1), Le(1000), Doc("Candidate videos per action.")] = 20
    """Sites answer about 500 results to one query and no more."""
    search: Annotated[
        str, Doc("Any yt-dlp input; {query} and {limit} are filled in (quoted in an address).")
    ] = "ytsearch{limit}:{query}"
    """An `https://...{query}` feed or result page works as well as a search prefix."""
    min_duration_seconds: Annotated[float, Ge(0), Doc("Skip videos known to be shorter.")] = 5.0
    """Shorter ones hold no 10-second clip worth judging."""
    max_duration_seconds: Annotated[
        float, Ge(0), Doc("Skip videos known to be longer (0: no limit).")
    ] = 1200.0
    """ActivityNet preferred videos below 20 minutes, HACS below 4."""
    sleep_seconds: Annotated[float, Ge(0), Doc("Pause between two requests of a search.")] = 0.75
    """Politeness towards the site that is searched."""
    retries: Annotated[int, Ge(0), Le(20), Doc("Further attempts after a network failure.")] = 3
    """Of one request."""
    timeout_seconds: Annotated[float, Gt(0), Doc("Longest silence of a server.")] = 20.0
    """Of one connection or read."""
    cookies_file: Annotated[str, Doc("Netscape cookie file to send (accounts can get banned).")] = (
        ""
    )
    """Nothing is sent by default."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DownloadOptions:
    """How videos are downloaded."""

    max_height: Annotated[int, Ge(0), Doc("Largest short side in pixels (0: any).")] = 480
    """480 is plenty for training at 112 to 256 pixels."""
    num_workers: Annotated[int, Ge(1), Le(8), Doc("Videos downloaded at once.")] = 1
    """Sites answer several at once with bot checks."""
    rate_limit_bytes: Annotated[int, Ge(0), Doc("Bytes per second at most (0: no limit).")] = 0
    """Per worker."""
    sleep_seconds: Annotated[float, Ge(0), Doc("Shortest pause before a video.")] = 5.0
    """yt-dlp's maintainers advise 5 to 10 seconds for guests."""
    max_sleep_seconds: Annotated[float, Ge(0), Doc("Longest pause before a video.")] = 10.0
    """The pause is drawn between the two; not above `sleep_seconds` means exactly that."""
    retries: Annotated[int, Ge(0), Le(20), Doc("Further attempts after a network failure.")] = 3
    """Of one request; each goes on where the last one broke off."""
    timeout_seconds: Annotated[float, Gt(0), Doc("Longest silence of a server.")] = 20.0
    """Of one connection or read."""
    max_duration_seconds: Annotated[float, Ge(0), Doc("Refuse longer videos (0: any length).")] = (
        3600.0
    )
    """Checked before the first byte, when the page tells the length."""
    max_bytes: Annotated[int, Ge(0), Doc("Refuse larger files (0: no limit).")] = 2_000_000_000
    """Checked before the download when the server tells the size, and while it runs."""
    cookies_file: Annotated[str, Doc("Netscape cookie file to send (accounts can get banned).")] = (
        ""
    )
    """Nothing is sent by default."""
    max_bot_checks: Annotated[
        int, Ge(1), Doc("Stop the whole run after so many bot checks in a row.")
    ] = 3
    """Going on would only lengthen the ban."""
