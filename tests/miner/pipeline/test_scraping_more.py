"""Scraping again for more images than before: known results first, then the same queries."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.pipeline.image_scraping import scrape_images
from miner.workspace import Workspace
from scraper.options import ScrapeOptions
from tests.miner.pipeline.mined import outcomes_of
from tests.miner.pipeline.photo_site import Photos, Scrape, scraper
from tests.miner.rows import add_action


@pytest.fixture
def photos() -> Iterator[Photos]:
    site = Photos()
    with site.server:
        yield site


@pytest.fixture
def scrape(workspace: Workspace, catalogue: Catalogue, photos: Photos) -> Scrape:
    return scraper(workspace, catalogue, photos)


def kept(catalogue: Catalogue) -> list[str]:
    """Return the names of the photos that count, in the order in which they came."""
    with sqlite3.connect(catalogue.file) as plain:
        rows = plain.execute(
            "SELECT url FROM images JOIN image_hits USING (image_hit_id) ORDER BY images.rowid"
        ).fetchall()
    plain.close()
    return [url.rpartition("/")[2] for (url,) in rows]


def test_run_that_wants_more_takes_what_is_known_before_it_asks(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    add_action(catalogue, "waving")
    photos.results["waving"] = [f"w{n}" for n in range(40)]
    scrape(images=4)
    photos.asked.clear()

    scrape(images=6)

    assert kept(catalogue) == [f"w{n}" for n in range(6)]
    assert photos.asked == []


def test_run_that_wants_more_gets_it_from_the_same_query(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    add_action(catalogue, "waving", queries=("waving", "hello"))
    photos.results["waving"] = [f"w{n}" for n in range(40)]
    scrape(images=2)
    photos.asked.clear()

    outcomes = scrape(images=12)

    assert kept(catalogue) == [f"w{n}" for n in range(12)]
    assert photos.asked == ["waving"]
    assert [each.status for each in outcomes] == ["done"] * 11  # w2, the query, w3 to w11


def test_source_that_has_no_more_is_asked_once_for_more(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    add_action(catalogue, "waving")
    photos.results["waving"] = ["w0", "w1", "w2", "w3"]
    scrape(images=2)
    photos.asked.clear()

    for images in (9, 9, 10):
        scrape(images=images)

    assert photos.asked == ["waving"]
    assert len(kept(catalogue)) == 4


def test_refusal_of_more_passes_and_the_next_run_gets_it(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    add_action(catalogue, "waving")
    photos.results["waving"] = [f"w{n}" for n in range(40)]
    scrape(images=4)
    photos.is_refusing = True
    refused = scrape(images=9)
    photos.is_refusing = False

    scrape(images=9)

    assert [each.kind for each in refused if each.status == "failed"] == ["blocked"]
    assert kept(catalogue) == [f"w{n}" for n in range(9)]


def test_run_for_more_that_was_left_at_any_point_ends_like_an_unbroken_one(
    workspace: Workspace, catalogue: Catalogue, photos: Photos, tmp_path: Path
) -> None:
    other = Workspace(root=tmp_path / "unbroken")
    other.root.mkdir()
    photos.results |= {
        "waving": [f"w{n}" for n in range(9)],
        "hello": ["w9", "w2"],
        "jumping": [f"j{n}" for n in range(9)],
    }
    with open_catalogue(other.catalogue_file) as unbroken:
        for place, rows in ((workspace, catalogue), (other, unbroken)):
            add_action(rows, "waving", queries=("waving", "hello"))
            add_action(rows, "jumping")
            outcomes_of(scrape_images(place, rows, options(photos, 2), retry_failed=False))
        outcomes_of(scrape_images(other, unbroken, options(photos, 6), retry_failed=False))
        for steps in range(1, 8):
            leave_after(workspace, catalogue, options(photos, 6), steps=steps)

        assert kept(catalogue) == kept(unbroken)
        assert len(kept(catalogue)) == 12
        assert catalogue.outcomes.counts() == unbroken.outcomes.counts()


def options(photos: Photos, images: int) -> ScrapeOptions:
    return ScrapeOptions(
        images_per_action=images,
        endpoints={"openverse": photos.server.url},
        allow_private_hosts=True,
        requests_per_second=10_000.0,
        retries=0,
    )


def leave_after(
    workspace: Workspace, catalogue: Catalogue, settings: ScrapeOptions, *, steps: int
) -> None:
    """Run, and walk away after some outcomes, as at Ctrl-C."""
    works = scrape_images(workspace, catalogue, settings, retry_failed=False)
    outcomes = (outcome for work in works for outcome in work.outcomes)
    for _, _ in zip(range(steps), outcomes, strict=False):
        pass
    outcomes.close()
