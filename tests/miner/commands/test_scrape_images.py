"""`miner scrape-images`, as a user runs it against a site."""

from __future__ import annotations

from pathlib import Path

from tests.miner.commands.running import Miner, rows

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
