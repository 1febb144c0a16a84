"""`miner find-videos` and `miner download-videos` against a site of real watch pages."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.demo.site.server import SearchSite
from miner.demo.site.video_pages import ShelfVideo
from tests.builders import VideoSpec, make_video
from tests.miner.commands.running import Ended, Miner, rows
from tests.miner.commands.shapes_world import ShapesWorld, feed_of, make_place, settings

TINY = VideoSpec(frames=10, fps=10, size=(64, 48))
CLOSED_PORT = "http://127.0.0.1:1/clip.mp4"

HOSTILE_TITLES = {
    "markup": "[bold red]juggling[/] <b>balls</b>",
    "escape": "juggling\x1b[31m balls\x07",
    "turned": "juggling \u202esllab\u202c balls\u200b",
    "path": "../../etc/juggling balls/..\\passwd",
    "long": "juggling balls " * 60,
    "lines": "juggling\r\n\tballs\n",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory, site_settings: str) -> tuple[Path, Ended]:
    """A workspace whose videos were searched, and how that ended; tests must not change it."""
    folder = make_place(tmp_path_factory.mktemp("found") / "place", site_settings)
    miner = Miner(folder)
    miner("actions", "import", "actions.toml")
    return folder, miner("find-videos")


@pytest.fixture(scope="module")
def downloaded(
    tmp_path_factory: pytest.TempPathFactory, found: tuple[Path, Ended]
) -> tuple[Path, Ended]:
    """A copy of it whose videos were downloaded; tests must not change it."""
    folder = tmp_path_factory.mktemp("downloaded") / "place"
    shutil.copytree(found[0], folder)
    return folder, Miner(folder)("download-videos")


@pytest.fixture
def searched(tmp_path: Path, found: tuple[Path, Ended]) -> Path:
    """A copy of the searched workspace to change."""
    return Path(shutil.copytree(found[0], tmp_path / "searched"))


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchSite]:
    """A site whose titles try to be more than titles."""
    video = make_video(tmp_path_factory.mktemp("hostile") / "tiny.mp4", TINY)
    shelf = [
        ShelfVideo(
            name=name, title=title, tags=("juggling balls",), path=video, duration_seconds=30
        )
        for name, title in HOSTILE_TITLES.items()
    ]
    with SearchSite((), shelf) as site:
        yield site


def test_every_action_gets_its_candidates(found: tuple[Path, Ended]) -> None:
    place, ended = found

    assert ended.code == 0
    assert ended.closing == "11 candidate videos known. Next: miner download-videos"
    assert "  drawing circles: 5 of 6 candidate videos" in ended.err
    assert rows(
        place,
        "SELECT action_id, count(*) FROM video_hits JOIN queries USING (query_id) "
        "GROUP BY action_id ORDER BY action_id",
    ) == [("drawing_circles", 5), ("drawing_crosses", 6)]


def test_candidates_carry_title_length_and_where_they_were_found(
    found: tuple[Path, Ended], site: SearchSite
) -> None:
    (row,) = rows(
        found[0],
        "SELECT url, title, source, duration_seconds, path, rank, title_score "
        "FROM videos JOIN video_hits USING (video_id) WHERE title LIKE '%circles3'",
    )

    assert row == (
        f"{site.url}/videos/watch/circles3.html",
        "drawing circles, part circles3",
        f"{site.url}/videos/search.rss?q=drawing%20circles",
        10.0,
        None,
        4,
        1.0,
    )


def test_background_is_never_searched(found: tuple[Path, Ended]) -> None:
    asked = rows(
        found[0],
        "SELECT DISTINCT action_id FROM outcomes JOIN queries ON query_id = item_id "
        "WHERE step = 'find-videos' ORDER BY action_id",
    )

    assert asked == [("drawing_circles",), ("drawing_crosses",)]


def test_searching_again_asks_nothing_new(searched: Path, miner: Miner) -> None:
    before = rows(searched, "SELECT * FROM outcomes")

    ended = miner("find-videos", "--json", cwd=searched)

    assert ended.data["videos"] == 11
    assert ended.data["per_action"] == {"drawing circles": 5, "drawing crosses": 6}
    assert [step["done"] for step in ended.data["steps"]] == [0]
    assert rows(searched, "SELECT * FROM outcomes") == before


def test_lengths_outside_of_the_limits_are_left_out(place: Path, miner: Miner) -> None:
    miner("actions", "import", "actions.toml", cwd=place)

    ended = miner("find-videos", "--min-duration", "11", cwd=place)

    assert ended.code == 0
    assert "6 passed over (6 nothing-found)" in ended.err
    assert ended.closing.startswith("0 candidate videos known.")


def test_search_that_cannot_be_reached_is_a_failure_and_is_tried_again(
    place: Path, miner: Miner, site: SearchSite
) -> None:
    miner("actions", "import", "actions.toml", cwd=place)
    dead = ("--search", "http://127.0.0.1:1/feed?q={query}")

    first = miner("find-videos", *dead, "--quiet", cwd=place)
    kinds = rows(place, "SELECT status, kind, count(*) FROM outcomes GROUP BY 1, 2")
    second = miner("find-videos", "--search", feed_of(site), cwd=place)

    assert first.code == 4
    assert kinds == [("failed", "unreachable", 1)]
    assert second.code == 0
    assert second.closing.startswith("11 candidate videos known.")


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("find-videos", "Cannot search: there are no actions. Add some: miner actions add ..."),
        (
            "download-videos",
            "Cannot download: no videos are known. Find some with 'miner find-videos', or name "
            "files, folders or addresses.",
        ),
    ],
)
def test_empty_workspace_is_told_what_comes_first(
    place: Path, miner: Miner, command: str, sentence: str
) -> None:
    ended = miner(command, cwd=place)

    assert (ended.code, ended.err) == (3, f"miner: {sentence}\n")


def test_files_arrive_whole_and_the_dead_link_is_told(
    downloaded: tuple[Path, Ended], shapes_world: ShapesWorld
) -> None:
    place, ended = downloaded

    files = dict(rows(place, "SELECT path, title FROM videos"))

    assert ended.code == 7
    assert ended.closing == "10 videos here, 1 without a file. Next: miner cut-clips"
    assert "Downloaded 10 videos; 1 failed (1 gone) in " in ended.err
    assert files.pop(None) == "drawing crosses, part crossesgone"
    for path, title in files.items():
        (original,) = shapes_world.paths(title.rpartition(" ")[2])
        assert (place / path).read_bytes() == original.read_bytes()


def test_what_a_file_is_stands_in_its_row(downloaded: tuple[Path, Ended]) -> None:
    place, _ = downloaded

    facts = rows(
        place,
        "SELECT DISTINCT duration_seconds, width, height, fps, codec, has_audio "
        "FROM videos WHERE path IS NOT NULL",
    )
    sizes = rows(place, "SELECT path, bytes FROM videos WHERE path IS NOT NULL")

    assert facts == [(10.0, 176, 144, "8", "h264", 0)]
    assert all((place / path).stat().st_size == size for path, size in sizes)


def test_nothing_but_finished_files_is_left(downloaded: tuple[Path, Ended]) -> None:
    place, _ = downloaded

    names = {each.relative_to(place).as_posix() for each in (place / "videos").iterdir()}

    assert names == {path for (path,) in rows(place, "SELECT path FROM videos") if path}


def test_failure_is_a_row_and_asked_again_only_when_told_to(
    tmp_path: Path, downloaded: tuple[Path, Ended], miner: Miner
) -> None:
    place = Path(shutil.copytree(downloaded[0], tmp_path / "again"))
    failed = "SELECT kind, message, recorded_at FROM outcomes WHERE status = 'failed'"
    ((kind, message, recorded),) = rows(place, failed)

    second = miner("download-videos", cwd=place)
    third = miner("download-videos", "--retry-failed", cwd=place)

    assert kind == "gone"
    assert message.endswith("crossesgone.html': it is no longer there.")
    assert (second.code, third.code) == (0, 4)
    assert second.err == "10 videos here, 1 without a file. Next: miner cut-clips\n"
    assert rows(place, failed)[0][2] > recorded


def test_page_playlist_and_file_are_addresses_too(
    place: Path, miner: Miner, site: SearchSite
) -> None:
    watched = f"{site.url}/videos/watch/circles0.html"
    listed = f"{site.url}/videos/playlist.html?q=crosses"
    direct = f"{site.url}/videos/files/circles1.mp4"

    ended = miner("download-videos", watched, listed, direct, "--json", cwd=place)

    # The page of crosses shows six players, and the file of one of them is gone.
    assert ended.code == 7
    assert (ended.data["videos"], ended.data["without_file"]) == (7, 1)
    assert [step["step"] for step in ended.data["steps"]] == [
        "Reading videos",
        "Listing videos",
        "Downloading videos",
    ]


def test_dead_address_does_not_stop_the_others(place: Path, miner: Miner, site: SearchSite) -> None:
    good = f"{site.url}/videos/files/circles1.mp4"

    ended = miner("download-videos", CLOSED_PORT, good, cwd=place)

    assert ended.code == 7
    assert "Looked at 1 address; 1 failed (1 unreachable)" in ended.err
    assert rows(place, "SELECT url FROM videos WHERE path IS NOT NULL") == [(good,)]
    assert rows(place, "SELECT item_id, kind FROM outcomes WHERE status = 'failed'") == [
        (CLOSED_PORT, "unreachable")
    ]


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("file:///etc/passwd", "bad-url"),
        (CLOSED_PORT, "unreachable"),
        ("{site}/videos/files/none.mp4", "gone"),
    ],
    ids=["no web address", "closed port", "not found"],
)
def test_address_that_gives_nothing_ends_as_a_web_source(
    place: Path, miner: Miner, site: SearchSite, address: str, kind: str
) -> None:
    ended = miner("download-videos", address.format(site=site.url), cwd=place)

    assert ended.code == 4
    assert f"  {kind}: Cannot search '" in ended.err
    assert ended.closing.startswith("0 videos here, 0 without a file.")


def test_hostile_titles_are_cleaned_and_never_name_a_file(
    place: Path, miner: Miner, hostile_site: SearchSite
) -> None:
    (place / "miner.toml").write_text(
        settings(hostile_site.endpoints(), feed_of(hostile_site)), encoding="utf-8"
    )
    miner("actions", "add", "juggling balls", cwd=place)

    codes = [miner(command, cwd=place).code for command in ("find-videos", "download-videos")]

    titles = [title for (title,) in rows(place, "SELECT title FROM videos")]
    names = [each.name for each in (place / "videos").iterdir()]
    assert codes == [0, 0]
    assert len(titles) == len(names) == len(HOSTILE_TITLES)
    assert "[bold red]juggling[/] <b>balls</b>" in titles
    assert all(title.isprintable() and len(title) <= 300 for title in titles)
    assert all(name.startswith("generic-") and name.endswith(".mp4") for name in names)
    assert not (place.parent / "etc").exists()


def write_csv(file: Path, *lines: tuple[object, ...]) -> Path:
    with file.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(lines)
    return file


def test_annotation_file_gives_actions_videos_and_clips(
    place: Path, miner: Miner, site: SearchSite
) -> None:
    url = f"{site.url}/videos/files/circles0.mp4"
    file = write_csv(
        place / "train.csv",
        ("label", "url", "time_start", "time_end"),
        ("drawing circles", url, 3, 6),
        ("drawing circles", url, 4.5, 7),
        ("drawing spirals", url, 1, 2),
    )

    first = miner("download-videos", "--from-csv", file, cwd=place)
    second = miner("download-videos", "--from-csv", file, cwd=place)

    assert (first.code, second.code) == (0, 0)
    assert f"{file}: 3 new clips, 0 known." in first.err
    assert f"{file}: 0 new clips, 3 known." in second.err
    assert rows(
        place, "SELECT action_id, start_seconds, end_seconds, sampler FROM clips ORDER BY 2"
    ) == [
        ("drawing_spirals", 1.0, 2.0, "annotation"),
        ("drawing_circles", 3.0, 6.0, "annotation"),
        ("drawing_circles", 4.5, 7.0, "annotation"),
    ]
    assert rows(place, "SELECT count(*), count(path) FROM videos") == [(1, 1)]


def test_folder_that_cannot_be_written_is_told(place: Path, miner: Miner, site: SearchSite) -> None:
    (place / "videos").write_text("a file where the folder should be")

    ended = miner("download-videos", f"{site.url}/videos/files/circles0.mp4", cwd=place)

    assert ended.code == 3
    assert ended.closing == (
        f"miner: Cannot make the folder '{place / 'videos'}': a file has this name. "
        "Choose another one."
    )
