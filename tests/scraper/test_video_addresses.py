"""Where addresses of videos lead."""

from __future__ import annotations

import pytest

from scraper.video_addresses import (
    host_of,
    is_loopback,
    is_web_address,
    leads_into_private_network,
)
from scraper.video_info import facts_of, number_of, title_of


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://example.com/watch?v=1", True),
        ("HTTP://EXAMPLE.COM", True),
        ("http://[2606:4700::1111]:8080/a", True),
        ("http://bücher.example/", True),
        ("http://", False),
        ("http://[::1", False),
        ("http://e.com:99999/", False),
        ("http://e.com:port/", False),
        ("http://" + "a" * 64 + ".com/", False),
        ("ftp://example.com/a.mp4", False),
        ("example.com/a.mp4", False),
        ("", False),
    ],
)
def test_web_addresses_are_told_from_the_rest(url: str, is_one: bool) -> None:
    assert is_web_address(url) is is_one


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("http://localhost:8000/", True),
        ("http://127.8.9.1/", True),
        ("http://[::1]/", True),
        ("http://localhost.example.com/", False),
        ("http://10.0.0.1/", False),
        ("http://[::1", False),
    ],
)
def test_this_machine_is_known_by_its_address(url: str, is_one: bool) -> None:
    assert is_loopback(url) is is_one


@pytest.mark.parametrize(
    ("host", "is_private"),
    [
        ("10.1.2.3", True),
        ("2130706433", True),
        ("::1", True),
        ("169.254.169.254", True),
        ("93.184.215.14", False),
        ("no-such-host.invalid", False),
        ("a" * 64 + ".com", False),
    ],
)
def test_private_networks_are_known_before_anything_is_sent(host: str, is_private: bool) -> None:
    assert leads_into_private_network(host) is is_private


def test_the_host_of_what_is_no_address_is_empty() -> None:
    assert [host_of(text) for text in ("http://[::1", "words", "http://A.org:1/")] == [
        "",
        "",
        "a.org",
    ]


def test_facts_are_plain_text_whatever_the_page_holds() -> None:
    info = {"uploader": None, "channel": "A\x1b[31mna", "channel_id": 7, "license": "CC\nBY"}

    assert facts_of(info) == {
        "uploader": "A[31mna",
        "channel_id": "7",
        "licence": "CC BY",
        "upload_date": "",
    }


@pytest.mark.parametrize(
    ("info", "day"),
    [
        ({"upload_date": "20240229"}, "20240229"),
        ({"timestamp": 86_400}, "19700102"),
        ({"timestamp": 86_400, "extractor_key": "Generic"}, ""),
        ({"timestamp": 1e20}, ""),
        ({"timestamp": float("nan")}, ""),
        ({"timestamp": "yesterday"}, ""),
        ({}, ""),
    ],
    ids=["day", "moment", "server's own time", "far future", "no number", "words", "nothing"],
)
def test_the_day_of_a_video_is_told_where_its_page_tells_it(
    info: dict[str, object], day: str
) -> None:
    assert facts_of(info)["upload_date"] == day


def test_the_number_that_yt_dlp_adds_to_players_is_no_title() -> None:
    counted = {"title": "Waving (2)", "extractor_key": "HTML5MediaEmbed"}

    assert title_of(counted) == "Waving"
    assert title_of({**counted, "extractor_key": "Youtube"}) == "Waving (2)"


@pytest.mark.parametrize(("value", "number"), [(3, 3.0), (2.5, 2.5), ("3", None), (None, None)])
def test_numbers_are_numbers(value: object, number: float | None) -> None:
    assert number_of(value) == number
