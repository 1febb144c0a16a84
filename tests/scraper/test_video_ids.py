"""Names of videos are safe, the same every time, and never shared by two videos."""

from __future__ import annotations

import re

import pytest

from scraper.titles import clean_title
from scraper.video_ids import canonical_url, safe_video_id, video_address, video_id_of


@pytest.mark.parametrize(
    ("extractor", "native_id", "expected"),
    [
        ("youtube", "dQw4w9WgXcQ", "dQw4w9WgXcQ"),
        ("Youtube", "-_abcdefgh0", "-_abcdefgh0"),
        ("vimeo", "76979871", "vimeo-76979871"),
        ("twitch:vod", "v12", "twitch-v12"),
    ],
)
def test_plain_ids_stay_readable(extractor: str, native_id: str, expected: str) -> None:
    assert safe_video_id(extractor, native_id) == expected


@pytest.mark.parametrize(
    "native_id", ["../../etc/passwd", "a b", "x" * 300, "ünï", "\x1b[31m", "."]
)
def test_every_id_becomes_a_safe_file_name(native_id: str) -> None:
    name = safe_video_id("site", native_id)

    assert re.fullmatch(r"[A-Za-z0-9_-]{1,80}", name)


@pytest.mark.parametrize(("one", "other"), [("a/b", "a b"), ("x" * 300, "x" * 301), ("é", "è")])
def test_ids_that_lose_characters_stay_apart(one: str, other: str) -> None:
    assert safe_video_id("site", one) != safe_video_id("site", other)


def test_an_empty_id_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="native_id must not be empty"):
        safe_video_id("vimeo", "")


def test_files_of_two_sites_never_share_a_name() -> None:
    one = video_id_of("generic", "video", url="http://a.example/video.mp4")
    other = video_id_of("generic", "video", url="http://b.example/video.mp4")

    assert one != other
    assert re.fullmatch(r"generic-[0-9a-f]{12}", one)


@pytest.mark.parametrize(
    "spelling",
    [
        "HTTP://Example.com:80/a.mp4?b=2&a=1",
        "http://example.com/a.mp4?a=1&b=2#t=10",
        "http://example.com/a.mp4?a=1&b=2&utm_source=mail",
    ],
)
def test_spellings_of_one_address_are_one(spelling: str) -> None:
    assert canonical_url(spelling) == "http://example.com/a.mp4?a=1&b=2"


def test_ports_and_ipv6_hosts_are_kept() -> None:
    assert canonical_url("http://[::1]:8080/a") == "http://[::1]:8080/a"


def test_bare_youtube_ids_become_addresses() -> None:
    assert video_address(" dQw4w9WgXcQ ") == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    assert video_address("https://example.com/v") == "https://example.com/v"


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        (None, ""),
        ("two\nlines\tand tabs", "two lines and tabs"),
        ("\x1b]52;c;eA==\x07bell", "]52;c;eA==bell"),
        ("\x9b31mred", "31mred"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("[red]markup[/red]", "[red]markup[/red]"),
        ("x" * 500, "x" * 300),
    ],
)
def test_titles_are_one_line_without_control_characters(raw: str | None, clean: str) -> None:
    assert clean_title(raw) == clean
