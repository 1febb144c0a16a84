"""What yt-dlp's messages mean: a table from message text to a kind, and a sentence per kind.

yt-dlp tells most failures only in words, taken from the site, so this table is data with the day
each row was last compared with yt-dlp's source or with a message that users report. The first row
that matches wins. The exceptions' types and HTTP codes are judged in `scraper.ytdlp_errors`.

>>> kind_of_message("ERROR: [youtube] dQw4w9WgXcQ: Private video. Sign in if you've been granted")
'private'
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from scraper.titles import clean_title


@dataclass(frozen=True, slots=True)
class FailureRule:
    """One row: messages that contain one of the phrases are of this kind."""

    kind: str
    """Short machine word, explained in `EXPLANATIONS`."""
    phrases: tuple[str, ...]
    """Regular expressions, tried anywhere in the message without regard to case."""
    checked: str
    """Day (YYYY-MM) of the last comparison with yt-dlp."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a kind is told to a person."""

    reason: str
    """Completes `Cannot download '<url>': ...`."""
    advice: str
    """What to do, one sentence with its full stop; empty when nothing helps."""
    with_detail: bool = False
    """Whether yt-dlp's own words are added."""


RULES: tuple[FailureRule, ...] = (
    FailureRule("bot-check", (r"not a bot", r"captcha", r"anti-bot challenge"), "2026-10"),
    FailureRule(
        "rate",
        (r"rate.?limit", r"too many requests", r"\berror 429\b", r"isn.t available, try again"),
        "2026-10",
    ),
    FailureRule(
        "age",
        (
            r"confirm your age",
            r"age.?(restricted|verified|gate|limit)",
            r"inappropriate for some users",
        ),
        "2026-10",
    ),
    FailureRule(
        "geo",
        (
            r"geo.?restrict",
            r"(in|from) your (country|region|location)",
            r"(available|blocked) in (this|your) (country|region)",
            r"\bin this region\b",
            r"who has blocked it in",
        ),
        "2026-10",
    ),
    FailureRule("drm", (r"\bDRM\b",), "2026-10"),
    FailureRule(
        "private",
        (r"private video", r"video is private", r"is (a )?private", r"VOD is private"),
        "2026-10",
    ),
    FailureRule(
        "login",
        (
            r"members.only",
            r"join this channel",
            r"(log|sign).?in (is )?(required|to |for )",
            r"(requires|required|need to) (a )?(log.?in|login|subscription)",
            r"(only|is) (available )?(for|to) .{0,30}(registered|subscri|premium|member)",
            r"requires payment",
            r"\berror 401\b",
        ),
        "2026-10",
    ),
    FailureRule(
        "live",
        (
            r"premieres? (in|will)",
            r"live event will begin",
            r"(live ?stream|live broadcast|event) .{0,20}(not yet started|scheduled)",
            r"not (currently )?live",
            r"will begin in",
            r"live event has ended",
            r"live ?stream recording is not available",
        ),
        "2026-10",
    ),
    FailureRule(
        "gone",
        (
            r"has been (removed|deleted|terminated|closed)",
            r"(removed|deleted) by the (user|uploader|author)",
            r"account .{0,80}terminated",
            r"was deleted",
            r"video (is )?(unavailable|not available|no longer available)",
            r"no longer (available|exists)",
            r"(does not|doesn.t) exist",
            r"(has|most likely) expired",
            r"content isn.t available",
            r"\berror (404|410)\b",
        ),
        "2026-10",
    ),
    FailureRule(
        "format",
        (r"requested format is not available", r"only images are available"),
        "2026-10",
    ),
    FailureRule(
        "no-video",
        (
            r"unsupported url",
            r"no video (formats|content) found",
            r"there.s no video in",
            r"no video(s)? (could be )?found",
            r"downloaded file is empty",
            r"did not get any data blocks",
        ),
        "2026-10",
    ),
    FailureRule("forbidden", (r"\berror 403\b",), "2026-10"),
    FailureRule("timeout", (r"timed? ?out",), "2026-10"),
    FailureRule(
        "unreachable",
        (
            r"\berror 5\d\d\b",
            r"name or service not known",
            r"failed to resolve",
            r"connection (refused|reset|aborted|broken)",
            r"(more expected|bytes, expected)",
            r"incomplete ?read",
            r"remote end closed",
            r"network is unreachable",
            r"certificate verify failed",
        ),
        "2026-10",
    ),
    FailureRule("disk-full", (r"no space left on device", r"disk quota exceeded"), "2026-10"),
    FailureRule(
        "ffmpeg",
        (r"ffmpeg (is )?not (found|installed)", r"ffprobe .{0,20}not found"),
        "2026-10",
    ),
)
"""The specific comes before the general: a bot check also says "sign in"."""

EXPLANATIONS: dict[str, Explanation] = {
    "gone": Explanation("it is no longer there", ""),
    "private": Explanation("its owner made it private", ""),
    "login": Explanation(
        "it needs an account", "Give one with 'cookies_file' if the site's terms allow it."
    ),
    "geo": Explanation("it is blocked in this country", ""),
    "age": Explanation("it is shown to adults with an account only", ""),
    "bot-check": Explanation(
        "the site asks whether we are a robot",
        "Wait some hours, then go on with one worker and a longer 'sleep_seconds'.",
    ),
    "rate": Explanation(
        "the site says that we ask too often",
        "Wait an hour, then run the same command again with a longer 'sleep_seconds'.",
    ),
    "forbidden": Explanation(
        "the server refuses it (HTTP 403)", "Try again later or update yt-dlp."
    ),
    "format": Explanation(
        "the site offers no format that can be used", "Run 'miner doctor' and update yt-dlp."
    ),
    "drm": Explanation("it is protected by DRM", ""),
    "live": Explanation("it is a live stream that has not ended or was not kept", ""),
    "too-long": Explanation("it is too long", "Raise 'max_duration_seconds' to take it."),
    "too-large": Explanation("the file is too large", "Raise 'max_bytes' to take it."),
    "no-video": Explanation("there is no video at this address", ""),
    "several": Explanation(
        "the page holds several videos", "Find them with 'miner find-videos' first."
    ),
    "unreachable": Explanation(
        "the server cannot be reached or broke off",
        "Run the same command again to continue.",
        with_detail=True,
    ),
    "timeout": Explanation("the server fell silent", "Run the same command again to continue."),
    "disk-full": Explanation("the disk is full", "Free some space and run the same command again."),
    "unwritable": Explanation("its folder cannot be written", "Check the folder's permissions."),
    "private-host": Explanation("its page leads into a private network", ""),
    "bad-url": Explanation("this is no address of a web page", "Use an http or https address."),
    "ffmpeg": Explanation("ffmpeg is missing", "Run 'miner doctor'."),
    "cookies": Explanation(
        "the cookie file cannot be read", "Export it in Netscape format and check 'cookies_file'."
    ),
    "unknown": Explanation(
        "yt-dlp could not read the page", "Update yt-dlp, then try again.", with_detail=True
    ),
}
"""Every kind of `scraper.errors.VideoError` has one."""

_PREFIX = re.compile(r"^(ERROR:\s*)?(\[[\w:.+-]+\]\s*)?([\w.-]{1,64}:\s)?")
_BOILERPLATE = re.compile(
    r"[;.]?\s*(\(caused by|please report this issue|confirm you are on the latest version"
    r"|use --|see\s+https?://|you might want to use).*",
    re.IGNORECASE | re.DOTALL,
)
_MAX_DETAIL = 160


def kind_of_message(message: str) -> str:
    """Return the kind of failure that a message of yt-dlp tells, `unknown` for a new one."""
    straight = message.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    for rule in RULES:
        if any(re.search(phrase, straight, re.IGNORECASE) for phrase in rule.phrases):
            return rule.kind
    return "unknown"


def explain(verb: str, thing: str, *, kind: str, detail: str = "") -> str:
    """Return the sentence for a failure: what could not be done, why, and what to do.

    >>> explain("download", "https://example.com/a", kind="gone")
    "Cannot download 'https://example.com/a': it is no longer there."
    """
    explanation = EXPLANATIONS[kind]
    reason = explanation.reason
    if detail and explanation.with_detail:
        reason = f"{reason} ({plain_detail(detail)})"
    sentence = f"Cannot {verb} '{clean_title(thing)}': {reason}."
    return f"{sentence} {explanation.advice}".rstrip()


def plain_detail(message: str) -> str:
    """Return yt-dlp's message without its prefix and its advice on command line options.

    >>> plain_detail("ERROR: [generic] None: Unable to download webpage: boom. Use --help for more")
    'Unable to download webpage: boom'
    """
    text = _PREFIX.sub("", clean_title(message), count=1)
    return _BOILERPLATE.sub("", text)[:_MAX_DETAIL].rstrip(" .;:")
