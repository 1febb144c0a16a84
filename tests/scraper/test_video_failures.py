"""Real messages of yt-dlp are told apart. Texts as users report them and as its source has them."""

from __future__ import annotations

import errno
from typing import get_type_hints

import pytest

from scraper import video_failures
from scraper.video_failures import EXPLANATIONS, RULES, explain, kind_of_message, plain_detail
from scraper.ytdlp_errors import kind_of_failure

YOUTUBE = "ERROR: [youtube] dQw4w9WgXcQ: "

MESSAGES = [
    ("gone", YOUTUBE + "Video unavailable"),
    ("gone", YOUTUBE + "Video unavailable. This video is no longer available"),
    ("gone", YOUTUBE + "Video unavailable. This video has been removed by the uploader"),
    (
        "gone",
        YOUTUBE + "Video unavailable. This video is no longer available because the YouTube account"
        " associated with this video has been terminated.",
    ),
    (
        "gone",
        YOUTUBE + "This video has been removed for violating YouTube's Terms of Service",
    ),
    ("gone", YOUTUBE + "Video unavailable. This content isn\u2019t available."),
    ("gone", "ERROR: [generic] Unable to download webpage: HTTP Error 404: Not Found"),
    ("gone", "ERROR: [site] 12: Video was deleted"),
    ("gone", "ERROR: [site] 12: This video does not exist"),
    ("gone", "ERROR: [site] 12: Content not found; it has most likely expired"),
    ("private", YOUTUBE + "Private video. Sign in if you've been granted access to this video."),
    (
        "private",
        YOUTUBE + "This video is private. If the owner of this video has granted you access,"
        " please sign in.",
    ),
    ("private", "ERROR: [site] 12: This VOD is private"),
    (
        "geo",
        YOUTUBE + "Video unavailable. The uploader has not made this video available in your"
        " country\nThis video is available in Germany.",
    ),
    (
        "geo",
        YOUTUBE + "Video unavailable. This video contains content from WMG, who has blocked it in"
        " your country on copyright grounds",
    ),
    (
        "geo",
        "ERROR: [site] 12: This video is not available from your location due to geo restriction",
    ),
    ("geo", "ERROR: [site] 12: This song is blocked in this region"),
    (
        "age",
        YOUTUBE + "Sign in to confirm your age. This video may be inappropriate for some users.",
    ),
    ("age", "ERROR: [site] 12: Login is required to access age-restricted content"),
    (
        "bot-check",
        YOUTUBE
        + "Sign in to confirm you\u2019re not a bot. Use --cookies-from-browser or --cookies"
        " for the authentication.",
    ),
    (
        "bot-check",
        YOUTUBE + "Video unavailable. YouTube is requiring a captcha challenge before playback",
    ),
    (
        "bot-check",
        "ERROR: [generic] Got HTTP Error 403 caused by Cloudflare anti-bot challenge; try again",
    ),
    (
        "rate",
        YOUTUBE + "Video unavailable. This content isn't available, try again later. The current"
        " session has been rate-limited by YouTube for up to an hour.",
    ),
    ("rate", "ERROR: [site] 12: You have exceeded the rate limit. Try again later"),
    ("rate", "ERROR: [site] Unable to download JSON metadata: HTTP Error 429: Too Many Requests"),
    ("login", YOUTUBE + "Join this channel to get access to members-only content like this video"),
    ("login", "ERROR: [site] 12: This video is only available for registered users"),
    ("login", "ERROR: [site] 12: This video requires a subscription"),
    ("login", "ERROR: [site] 12: Login required to access this video"),
    ("live", YOUTUBE + "Premieres in 5 hours"),
    ("live", YOUTUBE + "This live event will begin in 2 days."),
    ("live", "ERROR: [site] 12: This livestream has not yet started"),
    ("live", "ERROR: [site] x: The channel is not currently live"),
    ("live", YOUTUBE + "This live stream recording is not available."),
    ("drm", "ERROR: [site] 12: This video is DRM protected"),
    (
        "format",
        YOUTUBE + "Requested format is not available. Use --list-formats for a list of available"
        " formats",
    ),
    ("no-video", "ERROR: Unsupported URL: https://example.com/"),
    ("no-video", "ERROR: [generic] x: No video formats found!; please report this issue on"),
    ("no-video", "ERROR: The downloaded file is empty"),
    ("forbidden", "ERROR: unable to download video data: HTTP Error 403: Forbidden"),
    ("timeout", "ERROR: [generic] Unable to download webpage: The read operation timed out"),
    ("unreachable", "ERROR: [generic] Unable to download webpage: HTTP Error 503: Unavailable"),
    ("unreachable", "ERROR: [generic] Unable to download webpage: [Errno 111] Connection refused"),
    ("unreachable", "ERROR: Got error: 1024 bytes read, 2048 more expected. Giving up after 3"),
    ("disk-full", "ERROR: unable to write data: [Errno 28] No space left on device"),
    (
        "ffmpeg",
        "ERROR: You have requested merging of multiple formats but ffmpeg is not installed.",
    ),
    ("unknown", YOUTUBE + "Something that nobody has seen before"),
]


@pytest.mark.parametrize(("kind", "message"), MESSAGES)
def test_messages_have_their_kind(kind: str, message: str) -> None:
    assert kind_of_message(message) == kind


def test_every_kind_of_the_table_is_explained_and_dated() -> None:
    assert {rule.kind for rule in RULES} <= set(EXPLANATIONS)
    assert all(rule.checked >= "2026-10" for rule in RULES)
    assert get_type_hints(video_failures.FailureRule)["checked"] is str


def test_sentences_tell_what_why_and_what_to_do() -> None:
    assert explain("download", "https://e.com/a", kind="too-long") == (
        "Cannot download 'https://e.com/a': it is too long. "
        "Raise 'max_duration_seconds' to take it."
    )


def test_sentences_show_no_control_characters_of_the_page() -> None:
    sentence = explain(
        "download", "http://e.com/\x1b[2J", kind="unknown", detail="ERROR: \x9b5mbad"
    )

    assert sentence == (
        "Cannot download 'http://e.com/[2J': yt-dlp could not read the page (5mbad). "
        "Update yt-dlp, then try again."
    )


def test_details_lose_prefix_and_boilerplate() -> None:
    message = (
        "ERROR: [generic] video-1: It broke (caused by TransportError('x')); please report this"
    )

    assert plain_detail(message) == "It broke"


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), "disk-full"),
        (OSError(errno.EROFS, "Read-only file system"), "unwritable"),
        (PermissionError(errno.EACCES, "Permission denied"), "unwritable"),
        (TimeoutError("slow"), "timeout"),
        (ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"), "unreachable"),
    ],
)
def test_errors_below_yt_dlp_decide(error: OSError, kind: str) -> None:
    assert kind_of_failure(error) == kind
