"""Downloads of what was found, and files that are on this machine already."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import SourceVideo
from miner.demo.site.video_pages import Answer, ShelfVideo, VideoShelf
from miner.errors import MissingInput, WorkspaceError
from miner.fingerprint import fingerprint
from miner.pipeline.outcomes import Outcome
from miner.pipeline.video_files import (
    add_local_videos,
    download_videos,
    until_bot_checks,
    video_files,
)
from miner.workspace import Workspace
from scraper.video_options import DownloadOptions
from tests.builders import VideoSpec, make_video
from tests.miner.pipeline.mined import outcomes_of
from tests.scraper.video_site import VideoSite, serve_videos

TINY = VideoSpec(frames=12, fps=12, size=(64, 48))

Download = Callable[..., list[Outcome]]
TakeIn = Callable[..., list[Outcome]]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VideoSite]:
    folder = tmp_path_factory.mktemp("site")
    videos = [
        ShelfVideo(
            name=f"v{number}",
            title=f"Wave \x1b[31m{number}",
            tags=("waving",),
            path=make_video(folder / f"v{number}.mp4", TINY),
            duration_seconds=1,
        )
        for number in range(3)
    ]
    gone = ShelfVideo(name="gone", title="Gone", tags=(), path=None, duration_seconds=1)
    with serve_videos(VideoShelf([*videos, gone])) as running:
        yield running


@pytest.fixture
def download(workspace: Workspace, catalogue: Catalogue, site: VideoSite) -> Download:
    site.requests.clear()
    site.extra.clear()

    def run(
        *, retry_failed: bool = False, only: set[str] | None = None, **changes: object
    ) -> list[Outcome]:
        settings: dict[str, object] = {
            "sleep_seconds": 0.0, "max_sleep_seconds": 0.0, "retries": 0, "num_workers": 2,
        }  # fmt: skip
        options = DownloadOptions(**(settings | changes))  # type: ignore[arg-type]
        return outcomes_of(
            download_videos(workspace, catalogue, options, retry_failed=retry_failed, only=only)
        )

    return run


def find(catalogue: Catalogue, site: VideoSite, name: str) -> SourceVideo:
    video = SourceVideo(
        video_id=name, url=f"{site.url}/videos/files/{name}.mp4", title="As found", source="feed"
    )
    catalogue.videos.add(video)
    return video


def test_downloaded_file_is_written_down_with_what_it_holds(
    workspace: Workspace, catalogue: Catalogue, site: VideoSite, download: Download
) -> None:
    find(catalogue, site, "v0")

    [outcome] = download()

    assert (outcome.item_id, outcome.status) == ("v0", "done")
    video = catalogue.videos.find("v0")
    assert video is not None
    assert video.path == "videos/v0.mp4"
    file = workspace.absolute(video.path)
    assert (video.width, video.height, video.fps, video.codec) == (64, 48, "12", "h264")
    assert video.duration_seconds == pytest.approx(1.0)
    assert (video.has_audio, video.bytes) == (False, file.stat().st_size)
    assert [each.name for each in workspace.videos.iterdir()] == ["v0.mp4"]


def test_several_at_once_are_recorded_in_order_and_only_once(
    catalogue: Catalogue, site: VideoSite, download: Download
) -> None:
    for name in ("v2", "v0", "v1"):
        find(catalogue, site, name)

    first, second = download(num_workers=3), download()

    assert [each.item_id for each in first] == ["v0", "v1", "v2"]
    assert second == []


def test_only_the_chosen_videos_are_downloaded(
    catalogue: Catalogue, site: VideoSite, download: Download
) -> None:
    for name in ("v0", "v1", "v2"):
        find(catalogue, site, name)

    chosen, rest = download(only={"v1"}), download()

    assert [each.item_id for each in chosen] == ["v1"]
    assert [each.item_id for each in rest] == ["v0", "v2"]


def test_video_that_is_gone_is_told_and_not_asked_again(
    catalogue: Catalogue, site: VideoSite, download: Download
) -> None:
    find(catalogue, site, "gone")
    find(catalogue, site, "v0")

    first, second = download(), download()

    assert [(each.item_id, each.status, each.kind) for each in first] == [
        ("gone", "failed", "gone"),
        ("v0", "done", ""),
    ]
    assert first[0].message.startswith("Cannot download ")
    assert second == []


def test_damaged_download_is_fetched_anew_when_asked(
    workspace: Workspace, catalogue: Catalogue, site: VideoSite, download: Download
) -> None:
    find(catalogue, site, "v0")
    body = b"\x00\x00\x00\x18ftypmp42" + b"\x00" * 4000  # begins like a video
    path = "/videos/files/v0.mp4"
    site.extra[path] = Answer(content_type="video/mp4", body=body, length=len(body))
    [damaged] = download()
    site.extra.clear()

    [again] = download(retry_failed=True)

    assert damaged.status == "failed"
    assert damaged.message.startswith("Cannot ")
    assert again.status == "done"
    video = catalogue.videos.find("v0")
    assert video is not None
    assert video.width == 64
    assert [each.name for each in workspace.videos.iterdir()] == ["v0.mp4"]


def test_file_that_an_earlier_run_left_is_not_fetched_twice(
    workspace: Workspace, catalogue: Catalogue, site: VideoSite, download: Download
) -> None:
    """Killed after the file was in place and before its row was written."""
    find(catalogue, site, "v0")
    workspace.videos.mkdir()
    make_video(workspace.videos / "v0.mp4", VideoSpec(frames=6, fps=12, size=(32, 32)))

    [outcome] = download()

    assert outcome.status == "done"
    video = catalogue.videos.find("v0")
    assert video is not None
    assert video.width == 32
    assert video.duration_seconds == pytest.approx(0.5)


def test_folder_that_cannot_be_written_ends_it_before_the_first_byte(
    workspace: Workspace, catalogue: Catalogue, site: VideoSite, download: Download
) -> None:
    find(catalogue, site, "v0")
    workspace.videos.write_text("a file")

    with pytest.raises(WorkspaceError, match="a file has this name"):
        download()

    assert site.requests == []


def bot_checks(kinds: str) -> list[Outcome]:
    words = {"b": "bot-check", "g": "gone"}
    return [Outcome(item_id=k, status="failed", kind=words[k]) for k in kinds]


@pytest.mark.parametrize(("kinds", "passed"), [("bbbb", 3), ("bbgbbg", 6), ("gbbbgg", 4), ("", 0)])
def test_run_ends_after_bot_checks_in_a_row(kinds: str, passed: int) -> None:
    assert len(list(until_bot_checks(bot_checks(kinds), most=3))) == passed


@pytest.fixture
def take_in(workspace: Workspace, catalogue: Catalogue) -> TakeIn:
    def run(*paths: Path) -> list[Outcome]:
        return outcomes_of(add_local_videos(workspace, catalogue, paths))

    return run


def test_local_files_are_taken_where_they_lie(
    workspace: Workspace,
    catalogue: Catalogue,
    take_in: TakeIn,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    inside = make_video(workspace.root / "mine.mp4", TINY)
    folder = tmp_path_factory.mktemp("elsewhere") / "with space"
    folder.mkdir()
    outside = make_video(folder / "holiday.mp4", VideoSpec(frames=6, size=(32, 32)))

    take_in(inside, outside)

    videos = {video.title: video for video in catalogue.videos.all(with_file=True)}
    assert videos["mine"].path == "mine.mp4"
    assert videos["holiday"].path == str(outside)
    assert videos["holiday"].url == outside.as_uri()
    assert workspace.absolute(videos["holiday"].path or "") == outside


def test_name_that_is_not_utf_8_is_printable_and_leads_to_the_file(
    workspace: Workspace, catalogue: Catalogue, take_in: TakeIn
) -> None:
    names = [os.fsdecode(name) for name in (b"caf\xe9 100%.mp4", b"caf\xe8.mp4")]
    made = [make_video(workspace.root / f"{n}.mp4", VideoSpec(frames=n)) for n in (4, 5)]
    files = [file.rename(workspace.root / name) for file, name in zip(made, names, strict=True)]

    outcomes = take_in(*files)

    assert [each.status for each in outcomes] == ["done", "done"]
    paths = [video.path or "" for video in catalogue.videos.all()]
    assert all(path.isprintable() for path in paths)
    assert {workspace.absolute(path) for path in paths} == set(files)


def test_same_file_again_or_elsewhere_is_the_same_video(
    workspace: Workspace, catalogue: Catalogue, take_in: TakeIn
) -> None:
    first = make_video(workspace.root / "a.mp4", TINY)
    take_in(first)
    take_in(first)
    moved = workspace.root / "b.mp4"
    shutil.move(first, moved)

    take_in(moved)

    [video] = catalogue.videos.all()
    assert (video.path, video.title) == ("b.mp4", "b")
    assert video.video_id == f"file-{fingerprint(moved)}"


def test_odd_files_in_a_folder_are_told_and_the_others_taken(
    workspace: Workspace, catalogue: Catalogue, take_in: TakeIn
) -> None:
    folder = workspace.root / "in"
    (folder / "deeper").mkdir(parents=True)
    make_video(folder / "deeper" / "good.MP4".lower(), TINY)
    (folder / "text.mp4").write_text("words\n" * 100)
    (folder / "empty.mkv").write_bytes(b"")
    (folder / "notes.txt").write_text("not asked for")

    outcomes = take_in(folder)

    found = {Path(each.item_id).name: (each.status, each.kind) for each in outcomes}
    assert found == {
        "good.mp4": ("done", ""),
        "text.mp4": ("failed", "not-a-video"),
        "empty.mkv": ("failed", "empty"),
    }
    assert len(catalogue.videos.all()) == 1


def test_unfinished_and_hidden_files_are_passed_over(workspace: Workspace, take_in: TakeIn) -> None:
    folder = workspace.root / "videos"
    (folder / ".v1.part").mkdir(parents=True)
    make_video(folder / "v0.mp4", TINY)
    (folder / ".v1.part" / "137.mp4").write_bytes(b"half")
    (folder / "._v0.mp4").write_bytes(b"what a Mac leaves beside a file")

    outcomes = take_in(folder)

    assert [Path(each.item_id).name for each in outcomes] == ["v0.mp4"]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("nowhere.mp4", r"Cannot find '.*nowhere\.mp4'. Check the path"),
        (".", "Cannot find a video in the folder .* such as .mp4, .mkv or .webm"),
    ],
    ids=["no such file", "folder without videos"],
)
def test_path_without_a_video_is_told(tmp_path: Path, name: str, sentence: str) -> None:
    with pytest.raises(MissingInput, match=sentence):
        video_files([tmp_path / name])


def test_file_named_twice_is_read_once(tmp_path: Path) -> None:
    file = make_video(tmp_path / "a.mp4", TINY)

    assert video_files([file, tmp_path, file]) == [file]


def test_fingerprint_tells_files_apart_by_size_and_by_each_part(tmp_path: Path) -> None:
    mebibyte = 1 << 20
    content = bytearray(5 * mebibyte)
    variants = [bytes(content), bytes(content[:-1])]
    for place in (0, len(content) // 2, len(content) - 1):
        changed = content.copy()
        changed[place] = 1
        variants.append(bytes(changed))

    prints = set()
    for number, variant in enumerate(variants):
        file = tmp_path / str(number)
        file.write_bytes(variant)
        prints.add(fingerprint(file))

    assert len(prints) == 5
    assert all(len(each) == 16 for each in prints)
