"""The local video site answers searches, pages and ranges of files."""

from __future__ import annotations

from pathlib import Path

import pytest

from miner.demo.site.video_pages import Answer, ShelfVideo, VideoShelf


@pytest.fixture
def shelf(tmp_path: Path) -> VideoShelf:
    (tmp_path / "a.mp4").write_bytes(bytes(range(100)))
    names = {"a": "Waving <b>", "b": "Waving and jumping", "c": "Sleeping"}
    return VideoShelf(
        [
            ShelfVideo(
                name=name,
                title=title,
                tags=tuple(title.lower().split(" and ")[:1]),
                path=tmp_path / "a.mp4" if name == "a" else None,
                duration_seconds=10,
            )
            for name, title in names.items()
        ]
    )


def answer(shelf: VideoShelf, target: str, *, range_header: str = "") -> Answer:
    found = shelf.answer(target, base_url="http://h", range_header=range_header)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("waving", ["b", "a"]),
        ("how to do waving and jumping", ["b"]),
        ("WAVING", ["b", "a"]),
        ("flying", []),
        ("", []),
    ],
)
def test_queries_find_whole_tags_or_all_words(
    shelf: VideoShelf, query: str, names: list[str]
) -> None:
    assert sorted(video.name for video in shelf.search(query)) == sorted(names)


@pytest.mark.parametrize(
    ("range_header", "status", "start", "length", "content_range"),
    [
        ("", 200, 0, 100, None),
        ("bytes=10-", 206, 10, 90, "bytes 10-99/100"),
        ("bytes=10-19", 206, 10, 10, "bytes 10-19/100"),
        ("bytes=90-500", 206, 90, 10, "bytes 90-99/100"),
        ("bytes=100-", 416, 0, 0, "bytes */100"),
        ("bytes=-5", 200, 0, 100, None),
    ],
)
def test_ranges(
    shelf: VideoShelf,
    range_header: str,
    status: int,
    start: int,
    length: int,
    content_range: str | None,
) -> None:
    found = answer(shelf, "/videos/files/a.mp4", range_header=range_header)

    assert (found.status, found.start, found.length) == (status, start, length)
    assert dict(found.headers).get("Content-Range") == content_range


def test_titles_are_escaped(shelf: VideoShelf) -> None:
    assert b"Waving &lt;b&gt;" in answer(shelf, "/videos/watch/a.html").body
    assert b"Waving &lt;b&gt;" in answer(shelf, "/videos/search.rss?q=waving").body


@pytest.mark.parametrize(
    "target", ["/videos/files/b.mp4", "/videos/files/x.mp4", "/videos/", "/videos/x"]
)
def test_what_is_not_there_is_404(shelf: VideoShelf, target: str) -> None:
    assert answer(shelf, target).status == 404


def test_other_paths_are_not_ours(shelf: VideoShelf) -> None:
    assert shelf.answer("/images/a.jpg", base_url="http://h") is None


def test_videos_with_more_of_the_words_come_first() -> None:
    titles = {"a": "Waving", "b": "Waving while jumping", "c": "Jumping and waving high"}
    shelf = VideoShelf(
        [
            ShelfVideo(name=name, title=title, tags=("waving",), path=None, duration_seconds=1)
            for name, title in titles.items()
        ]
    )

    found = [video.name for video in shelf.search("waving high while jumping high")]

    assert found == ["b", "c", "a"]  # three words, three words, one word; then by name


def test_a_page_names_the_uploader_and_escapes_it() -> None:
    video = ShelfVideo(
        name="a", title="A", tags=(), path=None, duration_seconds=1, uploader="<i>Ana</i>"
    )

    page = answer(VideoShelf([video]), "/videos/watch/a.html").body.decode()

    assert '<p class="by">&lt;i&gt;Ana&lt;/i&gt;</p>' in page


def test_titles_that_no_encoding_holds_are_served_all_the_same() -> None:
    video = ShelfVideo(
        name="a", title="half \ud83d here", tags=("a",), path=None, duration_seconds=1
    )

    for target in ("/videos/watch/a.html", "/videos/search.rss?q=a"):
        assert answer(VideoShelf([video]), target).body.decode().count("half") >= 1
