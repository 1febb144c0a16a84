"""`miner cut-clips ADDRESS`: the video is fetched by yt-dlp from a site, then cut."""

from __future__ import annotations

from pathlib import Path

from miner.demo.site.server import SearchSite
from tests.miner.commands.running import Miner, rows


def test_video_behind_an_address_is_downloaded_and_cut(
    miner: Miner, place: Path, site: SearchSite, frame_checkpoint: Path
) -> None:
    address = f"{site.url}/videos/watch/circles0.html"
    given = ("--image-classifier-checkpoint", frame_checkpoint)

    ended = miner("cut-clips", address, *given, "--json", cwd=place)

    assert ended.code == 0
    assert ended.data["per_action"] == {"drawing_circles": 1}
    ((url, path),) = rows(place, "SELECT url, path FROM videos")
    assert url == address
    assert (place / path).is_file()


def test_address_that_is_gone_is_a_failure_of_its_own(
    miner: Miner, place: Path, site: SearchSite, frame_checkpoint: Path
) -> None:
    address = f"{site.url}/videos/watch/crossesgone.html"
    given = ("--image-classifier-checkpoint", frame_checkpoint)

    ended = miner("cut-clips", address, *given, cwd=place)

    assert ended.code == 4
    assert "Downloaded 0 videos; 1 failed (1 gone)" in ended.err
    assert ended.closing == "None of the given videos can be used."


def test_files_are_cut_though_an_address_beside_them_is_gone(
    miner: Miner, pair: Path, site_settings: str, site: SearchSite
) -> None:
    (pair / "miner.toml").write_text(site_settings, encoding="utf-8")
    video = rows(pair, "SELECT path FROM videos")[0][0]

    ended = miner("cut-clips", video, f"{site.url}/videos/watch/crossesgone.html", cwd=pair)

    assert ended.code == 7
    assert " of 1 class in" in ended.closing


def test_videos_that_were_found_and_not_named_are_not_downloaded(
    miner: Miner, place: Path, site: SearchSite, frame_checkpoint: Path
) -> None:
    miner("actions", "import", "actions.toml", cwd=place)
    miner("find-videos", cwd=place)
    address = f"{site.url}/videos/watch/circles0.html"
    given = ("--image-classifier-checkpoint", frame_checkpoint)

    ended = miner("cut-clips", address, *given, cwd=place)

    assert ended.code == 0
    assert rows(place, "SELECT url FROM videos WHERE path IS NOT NULL") == [(address,)]
    assert rows(place, "SELECT count(*) > 5 FROM videos") == [(1,)]
