"""robots.txt, by the examples and rules of RFC 9309."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scraper.robots_file import RobotsRule, allows, rules_for

GROUPS = """
User-Agent: foobot
Disallow: /a
User-Agent: barbot
User-Agent: Miner/2.0   # we, and a neighbour
Disallow: /b
Sitemap: https://example.org/map.xml
Allow: /b/open

User-agent: *
Disallow: /

user-agent: MINER
disallow: /c
"""


def may(text: str, path: str, *, robot: str = "miner") -> bool:
    return allows(rules_for(text, robot=robot), path)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [("/a", True), ("/b", False), ("/b/open/1.jpg", True), ("/c", False), ("/", True)],
)
def test_all_groups_that_name_us_count_and_no_other(path: str, allowed: bool) -> None:
    assert may(GROUPS, path) is allowed


@pytest.mark.parametrize(
    ("robot", "path", "allowed"),
    [("foobot", "/a", False), ("foobot", "/b", True), ("stranger", "/a", False)],
)
def test_who_is_not_named_obeys_the_star(robot: str, path: str, allowed: bool) -> None:
    assert may(GROUPS, path, robot=robot) is allowed


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        # The longest fits best (RFC 9309, 5.2).
        ("Allow: /example/page/\nDisallow: /example/page/disallowed.gif", "/example/page/", True),
        (
            "Allow: /example/page/\nDisallow: /example/page/disallowed.gif",
            "/example/page/disallowed.gif",
            False,
        ),
        ("Allow: /\nDisallow: /private/", "/private/a.jpg", False),
        ("Disallow: /\nAllow: /open/", "/open/a.jpg", True),
        ("Disallow: /a\nAllow: /a", "/a", True),
        # Special characters (2.2.3).
        ("Disallow: *.gif$", "/a/b.gif", False),
        ("Disallow: *.gif$", "/a/b.gif?size=3", True),
        ("Disallow: /*?size=", "/a.jpg?size=3", False),
        ("Disallow: /this/*/exactly", "/this/path/exactly", False),
        ("Disallow: /this/*/exactly", "/this/exactly", True),
        ("Disallow: /a$", "/a", False),
        ("Disallow: /a$", "/ab", True),
        ("Disallow: /a*b*$", "/acb.jpg", False),
        # Percent signs say the same as what they stand for.
        ("Disallow: /push%20up", "/push%20up/1.jpg", False),
        ("Disallow: /b\u00e4r", "/b%C3%A4r", False),
        # Nothing forbidden, nothing said, nothing understood.
        ("Disallow:", "/a", True),
        ("Crawl-delay: 10", "/a", True),
        ("Disallow /a", "/a", True),
        ("Disallow: a", "/a", True),
    ],
)
def test_rules_fit_as_the_standard_says(rules: str, path: str, allowed: bool) -> None:
    assert may(f"User-agent: *\n{rules}\n", path) is allowed


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffUser-agent: *\nDisallow: /\n",
        "User-agent: *\r\nDisallow: /\r\n",
        "USER-AGENT : *  # everyone\n\n\nDISALLOW:/ # all\n",
        "User-agent: a\nUser-agent: *\n\nDisallow: /",
    ],
    ids=["byte order mark", "Windows lines", "comments and gaps", "two names"],
)
def test_files_are_read_however_they_are_written(text: str) -> None:
    assert not may(text, "/a")


@pytest.mark.parametrize("text", ["", "<!doctype html><h1>Not found</h1>", "Disallow: /\n"])
def test_what_addresses_nobody_forbids_nothing(text: str) -> None:
    assert may(text, "/a")


@given(
    pattern=st.text("ab/*", min_size=1, max_size=8),
    is_whole=st.booleans(),
    path=st.text("ab/", max_size=9),
)
def test_stars_match_like_a_regular_expression(pattern: str, is_whole: bool, path: str) -> None:
    rule = RobotsRule(allowed=False, pattern=pattern + "$" * is_whole)
    expression = ".*".join(re.escape(part) for part in pattern.split("*"))

    fits = re.fullmatch(expression if is_whole else expression + ".*", path) is not None

    assert allows([rule], path) is not fits


def test_a_hostile_pattern_takes_no_time() -> None:
    text = f"User-agent: *\nDisallow: {'*a' * 2000}*b$\n"
    started = time.perf_counter()

    assert may(text, "/" + "a" * 4000)
    assert time.perf_counter() - started < 1
