"""`miner scrape-images`, as a user runs it against a site."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from miner.demo.site.content import SiteOptions
from miner.demo.site.server import SearchSite
from tests.miner.commands.running import Miner, rows
from tests.miner.commands.shapes_world import ShapesWorld, make_place, settings

COUNTS = "SELECT action_id, count(*) FROM images GROUP BY action_id ORDER BY action_id"


def test_every_class_is_filled(miner: Miner, place: Path) -> None:
    ended = miner("scrape-images", "--actions", "actions.toml", cwd=place)

    assert ended.code == 0
    assert rows(place, COUNTS) == [
        ("drawing_circles", 10),
        ("drawing_crosses", 10),
        ("empty_paper", 10),
    ]


def test_unfinished_images_of_a_killed_run_are_cleared(miner: Miner, place: Path) -> None:
    miner("actions", "import", "actions.toml", cwd=place)
    unfinished = place / "images" / "empty_paper" / ".a1.99999999.part.jpg"
    unfinished.parent.mkdir(parents=True)
    unfinished.write_bytes(b"half of it")

    miner("scrape-images", "--images-per-action", "1", cwd=place)

    assert not unfinished.exists()
    assert rows(place, "SELECT count(*) FROM images") == [(3,)]


def test_second_run_asks_nothing(miner: Miner, place: Path) -> None:
    miner("scrape-images", "--actions", "actions.toml", cwd=place)
    before = rows(place, "SELECT * FROM outcomes")

    ended = miner("scrape-images", "--json", cwd=place)

    assert ended.code == 0
    assert ended.data["images"] == 30
    assert ended.data.get("steps", []) == []
    assert rows(place, "SELECT * FROM outcomes") == before


def test_local_folder_fills_an_out_path_without_a_workspace(
    miner: Miner, tmp_path: Path, shapes_world: ShapesWorld
) -> None:
    for image in shapes_world.images[:5]:
        (tmp_path / "mine" / "drawing circles").mkdir(parents=True, exist_ok=True)
        shutil.copy(image.path, tmp_path / "mine" / "drawing circles")
    (tmp_path / "actions.txt").write_text("drawing circles\n\n")

    ended = miner(
        "scrape-images", "--actions", "actions.txt", "--out-path", "pictures",
        "--images-per-action", "4", "--source", "local-folder=mine",
    )  # fmt: skip

    assert ended.code == 0
    assert len(list((tmp_path / "pictures" / "drawing_circles").glob("*.jpg"))) == 4


@pytest.mark.parametrize(
    ("trouble", "flags", "sentence"),
    [
        (SiteOptions(is_blocked=True), ("--source", "bing"), "the site refuses us"),
        (SiteOptions(is_blocked=True), ("--source", "google"), "captcha"),
    ],
    ids=["bing", "google in Chromium"],
)
def test_site_that_refuses_is_one_failure_and_exit_code_4(
    miner: Miner,
    tmp_path: Path,
    shapes_world: ShapesWorld,
    trouble: SiteOptions,
    flags: tuple[str, ...],
    sentence: str,
) -> None:
    with SearchSite(shapes_world.images, options=trouble) as site:
        place = make_place(tmp_path / "place", settings(site.endpoints(), "none"))
        ended = miner("scrape-images", "--actions", "actions.toml", *flags, cwd=place)

    assert ended.code == 4
    assert sentence in ended.err
    assert len(rows(place, "SELECT 1 FROM outcomes WHERE kind = 'blocked'")) == 1


def test_without_a_browser_google_says_what_to_install(miner: Miner, place: Path) -> None:
    miner("actions", "import", "actions.toml", cwd=place)
    (place / "miner.toml").write_text(
        (place / "miner.toml").read_text().replace("[scrape]\n", '[scrape]\nbrowser = "nowhere"\n')
    )

    ended = miner("scrape-images", "--source", "google", cwd=place)

    assert ended.code == 4
    assert "'nowhere' is not on this machine" in ended.err
    assert "apt-get install chromium" in ended.err


def test_broken_images_are_failures_by_kind_and_the_class_is_filled(
    miner: Miner, tmp_path: Path, shapes_world: ShapesWorld
) -> None:
    with SearchSite(
        shapes_world.images, options=SiteOptions(has_troubles=True, slow_seconds=0.1)
    ) as site:
        place = make_place(tmp_path / "place", settings(site.endpoints(), "none"))
        ended = miner("scrape-images", "--actions", "actions.toml", cwd=place)

    kinds = {kind for (kind,) in rows(place, "SELECT kind FROM outcomes WHERE status = 'failed'")}
    assert {"gone", "forbidden"} <= kinds
    assert ended.code == 0
    assert [count for _, count in rows(place, COUNTS)] == [10, 10, 10]
