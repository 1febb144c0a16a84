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
