"""Result pages that hold what nobody expects: the rest of them still counts, or one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from miner.demo.site.exchange import Reply, html, json_reply
from miner.demo.site.page_server import PageServer
from scraper.errors import SourceChanged, SourceEmpty, SourceUnreachable
from scraper.records import ImageHit, ImageQuery
from scraper.sources import open_source
from scraper.sources.fields import count_field, rows_field, text_field
from scraper.sources.markup import attributes_of, text_of
from scraper.sources.names import same_name
from tests.scraper.pictures import quick_options

GOOD = "https://photos.example.org/1.jpg"
BAD_ADDRESSES = ["http://[::1", "http://[x]/", "", "squat.jpg", "//photos.example.org/1.jpg"]
HUGE_NUMBER = "9" * 5000


@pytest.fixture
def server() -> Iterator[PageServer]:
    with PageServer() as running:
        yield running


def urls_of(server: PageServer, name: str, path: str, reply: Reply) -> list[str]:
    server.routes[path] = lambda _: reply
    return [hit.url for hit in search(name, server.url)]


def search(name: str, endpoint: str) -> list[ImageHit]:
    with open_source(name, quick_options(endpoints={name: endpoint})) as source:
        return list(source.search(ImageQuery(text="push up")))


def iusc(*values: str) -> Reply:
    return html("".join(f"<a class='iusc' m='{value}'></a>" for value in values))


@pytest.mark.parametrize(
    "odd",
    [
        *(json.dumps({"murl": url}) for url in BAD_ADDRESSES),
        f'{{"murl": "{GOOD}?2", "size": {HUGE_NUMBER}}}',
        "[" * 50_000,
        '{"murl": ["a"]}',
        "null",
    ],
    ids=[*BAD_ADDRESSES, "huge number", "deep", "list", "null"],
)
def test_bing_leaves_out_what_cannot_be_an_image(server: PageServer, odd: str) -> None:
    reply = iusc(odd, json.dumps({"murl": GOOD}))

    assert urls_of(server, "bing", "/images/async", reply) == [GOOD]


def test_a_page_of_nothing_but_bad_addresses_is_empty(server: PageServer) -> None:
    reply = iusc(*(json.dumps({"murl": url}) for url in BAD_ADDRESSES))

    with pytest.raises(SourceEmpty, match=r"gave no usable address\. Try other words"):
        urls_of(server, "bing", "/images/async", reply)


def test_markup_that_python_gives_up_at_ends_the_page(server: PageServer) -> None:
    page = f"""<a class=iusc m='{{"murl": "{GOOD}"}}'></a><![odd[ ]]>"""

    assert urls_of(server, "bing", "/images/async", html(page)) == [GOOD]


@pytest.mark.parametrize(
    "rows",
    [
        [{"url": "http://[::1"}, {"url": GOOD, "width": HUGE_NUMBER}],
        [None, 7, "text", [], {}, {"url": 5}, {"url": GOOD, "title": ["x"], "license": 4}],
    ],
    ids=["bad address", "wrong types"],
)
def test_openverse_takes_the_rows_that_are_right(server: PageServer, rows: list[object]) -> None:
    reply = json_reply({"page_count": 1, "results": rows})

    assert urls_of(server, "openverse", "/v1/images/", reply) == [GOOD]


@pytest.mark.parametrize(
    "body",
    [b'{"results": %s}' % HUGE_NUMBER.encode(), b"[" * 100_000, b"\xff\xfe{", b"", b"3", b"null"],
    ids=["huge number", "deep", "not UTF-8", "nothing", "number", "null"],
)
def test_an_answer_that_is_no_object_is_a_changed_page(server: PageServer, body: bytes) -> None:
    with pytest.raises(SourceChanged, match="a JSON object was not found at 'http://127"):
        urls_of(server, "openverse", "/v1/images/", Reply(body=body))


@pytest.mark.parametrize(
    "pages",
    [[], {}, [{"imageinfo": [{"url": GOOD, "mime": "image/png"}]}], {"1": 5}, "x"],
    ids=["empty list", "empty", "list", "number", "text"],
)
def test_wikimedia_without_numbered_pages_has_none(server: PageServer, pages: object) -> None:
    with pytest.raises(SourceEmpty, match=r"/w/api.php' has none"):
        urls_of(server, "wikimedia", "/w/api.php", json_reply({"query": {"pages": pages}}))


def test_wikimedia_follows_the_continue_values_in_the_search_s_order(server: PageServer) -> None:
    def page(*numbers: int) -> dict[str, object]:
        info = {n: [{"url": f"https://a.org/{n}.png", "mime": "image/png"}] for n in numbers}
        return {str(90 - n): {"index": n, "imageinfo": info[n]} for n in numbers}

    answers = {
        "": {"query": {"pages": page(2, 1)}, "continue": {"gsroffset": 50, "continue": "x"}},
        "50": {"query": {"pages": page(4, 3)}},
    }
    server.routes["/w/api.php"] = lambda request: json_reply(
        answers[request.params.get("gsroffset", "")]
    )

    urls = [hit.url for hit in search("wikimedia", server.url)]

    assert urls == [f"https://a.org/{number}.png" for number in (1, 2, 3, 4)]


@pytest.mark.parametrize("following", ["i.js?s=100&q=%", "//[", "?", "https://[::1/?s=2"])
def test_duckduckgo_survives_an_odd_next_page(server: PageServer, following: str) -> None:
    row = {"image": GOOD, "width": True, "height": -3}
    server.routes["/"] = lambda _: html("vqd=4-123456789")

    urls = urls_of(server, "duckduckgo", "/i.js", json_reply({"results": [row], "next": following}))

    assert urls == [GOOD]


def test_duckduckgo_without_results_says_where(server: PageServer) -> None:
    server.routes["/"] = lambda _: html("vqd=4-123456789")

    with pytest.raises(SourceEmpty, match=r"'http://127.*/i\.js' listed none under 'results'"):
        urls_of(server, "duckduckgo", "/i.js", json_reply({"results": []}))


@pytest.mark.parametrize("name", ["bing", "duckduckgo", "openverse", "wikimedia"])
@pytest.mark.parametrize(
    "endpoint", ["http://[::1", "http://host:port", "localhost", "ftp://a.org"]
)
def test_an_address_that_is_none_is_one_sentence(name: str, endpoint: str) -> None:
    with pytest.raises(SourceUnreachable, match=f"Cannot search '{name}': Cannot fetch ") as caught:
        search(name, endpoint)
    assert caught.value.kind == "bad-url"


@pytest.mark.parametrize(
    ("value", "count"),
    [(640, 640), ("640", 640), ("0", None), (-1, None), (None, None), ("²", None), (1.5, None)],
)
def test_counts_are_whole_numbers_above_zero(value: object, count: int | None) -> None:
    assert count_field({"width": value}, "width") == count


def test_fields_of_another_type_are_as_good_as_missing() -> None:
    row = {"text": 5, "rows": {"a": 1}}

    assert (text_field(row, "text"), rows_field(row, "rows"), rows_field(row, "no")) == ("", [], [])


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("<A CLASS='x  iusc' M='&quot;1&quot;'>", [{"class": "x  iusc", "m": '"1"'}]),
        ("<a class=iuscx m=1><b class=iusc>", []),
        ("<a class><a m>", []),
        ("<!-- <a class=iusc> --><script><a class=iusc></script>", []),
        ("<a class=iusc m='1", []),
    ],
    ids=["capitals", "other names", "no values", "hidden", "cut off"],
)
def test_elements_are_found_as_a_browser_finds_them(page: str, found: list[dict[str, str]]) -> None:
    assert attributes_of(page, tag="a", class_name="iusc") == found


def test_text_loses_tags_and_keeps_words() -> None:
    assert text_of("<p>Push&nbsp;up,<br>1 &lt; 2</p>\n<i>by  A</i>") == "Push up,1 < 2 by A"


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Push-Up", "push up", True),
        ("STRASSE", "straße", True),
        ("ﬁsh", "fish", True),
        ("tai chi 1", "tai chi", False),
        ("太極", "太極!", True),
        ("sit", "set", False),
    ],
)
def test_names_are_compared_as_people_spell_them(first: str, second: str, same: bool) -> None:
    assert same_name(first, second) is same
