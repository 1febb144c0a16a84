"""Images for each action: enough and no more, in order, without twins, from whom answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.catalogue.records import ActionClass
from miner.demo.site.exchange import Reply, html, not_found
from miner.pipeline.image_scraping import lacking_actions, scrape_images
from miner.pipeline.outcomes import Outcome
from miner.workspace import Workspace
from scraper.options import ScrapeOptions
from tests.miner.pipeline.mined import outcomes_of
from tests.miner.pipeline.photo_site import Photos, Scrape, photo, re_encoded, scraper
from tests.miner.rows import add_action
from tests.scraper.pictures import draw_photo, encode


@pytest.fixture
def photos() -> Iterator[Photos]:
    site = Photos()
    with site.server:
        yield site


@pytest.fixture
def scrape(workspace: Workspace, catalogue: Catalogue, photos: Photos) -> Scrape:
    return scraper(workspace, catalogue, photos)


def kept(catalogue: Catalogue, action_id: str) -> list[str]:
    """Return the names of the photos that count for an action."""
    with sqlite3.connect(catalogue.file) as plain:
        rows = plain.execute(
            "SELECT url FROM images JOIN image_hits USING (image_hit_id) WHERE action_id = ? "
            "ORDER BY images.rowid",
            [action_id],
        ).fetchall()
    plain.close()
    return [url.rpartition("/")[2] for (url,) in rows]


def kinds(outcomes: list[Outcome]) -> list[str]:
    return [each.kind or each.status for each in outcomes]


def test_image_is_kept_with_where_it_came_from(
    workspace: Workspace, catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    action = add_action(catalogue, "riding a mule")
    photos.results["riding a mule"] = ["one"]

    scrape(images=1)

    [image] = catalogue.images.all(action)
    assert image.path == f"images/riding_a_mule/{image.image_id}.jpg"
    assert (image.width, image.height, image.source_format) == (400, 300, "JPEG")
    assert image.source_bytes == len(photo("one"))
    with Image.open(workspace.absolute(image.path)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (400, 300))
    [hit] = catalogue.images.hits(action, "openverse")
    assert hit.image_hit_id == image.image_hit_id
    assert (hit.rank, hit.url) == (1, f"{photos.server.url}/photo/one")
    assert hit.title == "A one [1m"
    assert hit.licence.startswith("by")


def test_no_more_is_kept_or_asked_than_wanted(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    action = add_action(catalogue, "waving", queries=("waving", "how to wave"))
    photos.results["waving"] = [f"w{n}" for n in range(40)]

    scrape(images=3)

    assert kept(catalogue, action) == ["w0", "w1", "w2"]
    assert photos.asked == ["waving"]
    assert len(catalogue.images.hits(action, "openverse")) == 4  # 3 and half as many to spare


@pytest.mark.parametrize("workers", [1, 8])
def test_best_results_are_kept_however_many_are_fetched_at_once(
    catalogue: Catalogue, photos: Photos, scrape: Scrape, workers: int
) -> None:
    action = add_action(catalogue, "waving")
    names = [f"w{n}" for n in range(9)]
    photos.results["waving"] = names
    photos.bodies["w0"] = Reply(body=photo("w0"), content_type="image/jpeg", delay_seconds=0.3)
    photos.bodies["w2"] = not_found()

    scrape(images=6, num_workers=workers)

    assert kept(catalogue, action) == ["w0", "w1", "w3", "w4", "w5", "w6"]


def test_work_that_was_done_ahead_leaves_no_file(
    workspace: Workspace, catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    action = add_action(catalogue, "waving")
    photos.results["waving"] = [f"w{n}" for n in range(30)]

    outcomes = scrape(images=2, num_workers=8)

    assert len([each for each in outcomes if each.status == "done"]) == 3  # one query, two images
    assert len(list(workspace.images.rglob("*.jpg"))) == 2
    assert catalogue.images.count(action) == 2


def test_further_queries_follow_while_images_lack(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    waving = add_action(catalogue, "waving", queries=("waving", "how to wave", "hello"))
    jumping = add_action(catalogue, "jumping", queries=("jumping", "how to jump"))
    photos.results |= {
        "waving": ["w0"],
        "how to wave": ["w0", "w1", "w2"],
        "hello": ["w3"],
        "jumping": ["j0", "j1", "j2"],
    }

    scrape(images=3)

    assert photos.asked == ["waving", "jumping", "how to wave"]
    assert kept(catalogue, waving) == ["w0", "w1", "w2"]
    assert kept(catalogue, jumping) == ["j0", "j1", "j2"]


def test_second_run_does_nothing_and_asks_nobody(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    add_action(catalogue, "waving")
    photos.results["waving"] = ["w0", "w1"]
    scrape(images=2)
    photos.asked.clear()

    assert scrape(images=2) == []
    assert photos.asked == []


def test_action_added_later_is_all_that_is_worked_on(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    add_action(catalogue, "waving")
    photos.results |= {"waving": ["w0"], "jumping": ["j0"]}
    scrape(images=1)
    photos.asked.clear()
    jumping = add_action(catalogue, "jumping")

    scrape(images=1)

    assert photos.asked == ["jumping"]
    assert kept(catalogue, jumping) == ["j0"]


TWINS: dict[str, tuple[bytes, str]] = {
    "duplicate": (photo("w0"), "is the same file as image "),
    "near-duplicate": (re_encoded("w0"), "is nearly the same picture as image "),
}


@pytest.mark.parametrize("kind", TWINS)
@pytest.mark.parametrize("other", [None, "jumping"], ids=["same action", "other action"])
def test_twin_does_not_count(
    catalogue: Catalogue, photos: Photos, scrape: Scrape, kind: str, other: str | None
) -> None:
    first = add_action(catalogue, "waving")
    second = add_action(catalogue, other) if other else first
    photos.bodies["twin"], sentence = TWINS[kind]
    names = {"waving": ["w0"], "jumping": ["twin", "j1"]} if other else {"waving": ["w0", "twin"]}
    photos.results |= names

    outcomes = scrape(images=2)

    [skipped] = [each for each in outcomes if each.status == "skipped"]
    assert skipped.kind == kind
    assert sentence in skipped.message
    assert skipped.message.endswith(" of 'waving'." if other else ".")
    assert "twin" not in kept(catalogue, first) + kept(catalogue, second)


def test_twin_of_an_image_from_an_earlier_run_does_not_count(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    action = add_action(catalogue, "waving", queries=("waving", "hello"))
    photos.results |= {"waving": ["w0"], "hello": ["again", "w1"]}
    photos.bodies["again"] = re_encoded("w0")
    scrape(images=1)

    outcomes = scrape(images=2)

    assert "near-duplicate" in kinds(outcomes)
    assert kept(catalogue, action) == ["w0", "w1"]


def test_same_address_found_twice_is_fetched_once(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    action = add_action(catalogue, "waving", queries=("waving", "hello"))
    photos.results |= {"waving": ["w0", "gone"], "hello": ["gone", "w0"]}
    photos.bodies["gone"] = not_found()

    outcomes = scrape(images=2)

    assert kinds(outcomes) == ["done", "done", "gone", "done"]  # query, w0, gone, query
    assert len(catalogue.images.hits(action, "openverse")) == 2


TROUBLES: dict[str, tuple[bytes | Reply, str]] = {
    "gone": (not_found(), "gone"),
    "forbidden": (html("No.", status=403), "forbidden"),
    "broken server": (html("Oops.", status=500), "server-error"),
    "text": (b"no picture at all", "not-an-image"),
    "page": (html("<!doctype html><title>Log in</title>"), "not-an-image"),
    "empty": (Reply(body=b"", content_type="image/jpeg"), "empty"),
    "truncated": (photo("t")[:-3000], "corrupt"),
    "small": (encode(draw_photo(1, size=(40, 30))), "too-small"),
    "one colour": (encode(np.full((300, 400, 3), 90, np.uint8)), "blank"),
}


def test_every_bad_file_is_told_and_the_rest_counts(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    action = add_action(catalogue, "waving")
    photos.bodies |= {f"bad{n}": body for n, (body, _) in enumerate(TROUBLES.values())}
    photos.results["waving"] = [*[f"bad{n}" for n in range(len(TROUBLES))], "w0"]

    outcomes = scrape(images=9)

    by_url = {hit.image_hit_id: hit.url for hit in catalogue.images.hits(action, "openverse")}
    found = {
        by_url[each.item_id].rpartition("/")[2]: each for each in outcomes if each.item_id in by_url
    }
    expected = {f"bad{n}": kind for n, (_, kind) in enumerate(TROUBLES.values())}
    assert {name: each.kind for name, each in found.items() if each.status == "failed"} == expected
    assert all(each.message.startswith("Cannot ") for each in found.values() if each.kind)
    assert kept(catalogue, action) == ["w0"]


@pytest.mark.parametrize(
    ("body", "names"),
    [(html("Oops.", status=503), ["w0"]), (not_found(), [])],
    ids=["may pass", "will not"],
)
def test_next_run_tries_again_what_may_pass(
    catalogue: Catalogue, photos: Photos, scrape: Scrape, body: Reply, names: list[str]
) -> None:
    action = add_action(catalogue, "waving")
    photos.results["waving"] = ["w0"]
    photos.bodies["w0"] = body
    scrape(images=1)
    del photos.bodies["w0"]

    scrape(images=1)

    assert kept(catalogue, action) == names
    scrape(images=1, retry_failed=True)
    assert kept(catalogue, action) == ["w0"]


def test_source_that_refuses_is_asked_no_more_and_again_by_the_next_run(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    actions = [add_action(catalogue, name) for name in ("waving", "jumping", "diving")]
    photos.results |= {name: [f"{name}0"] for name in ("waving", "jumping", "diving")}
    photos.is_refusing = True

    refused = scrape(images=1)
    photos.is_refusing = False
    scrape(images=1)

    assert [(each.status, each.kind) for each in refused] == [("failed", "blocked")]
    assert "Wait some hours, or use another source" in refused[0].message
    assert photos.asked == ["waving", "waving", "jumping", "diving"]
    assert [catalogue.images.count(each) for each in actions] == [1, 1, 1]


def own_folder(root: Path, names: dict[str, list[str]]) -> Path:
    for action, pictures in names.items():
        (root / action).mkdir(parents=True)
        for name in pictures:
            (root / action / f"{name}.jpg").write_bytes(photo(name))
    return root


def test_next_source_fills_what_the_first_lacks(
    catalogue: Catalogue, photos: Photos, scrape: Scrape, tmp_path_factory: pytest.TempPathFactory
) -> None:
    waving, jumping = add_action(catalogue, "waving"), add_action(catalogue, "jumping")
    photos.results["waving"] = ["w0", "w1"]
    folder = own_folder(
        tmp_path_factory.mktemp("own"), {"waving": ["mine"], "jumping": ["j0", "j1"]}
    )

    outcomes = scrape(
        images=2,
        sources=("openverse", "local-folder"),
        endpoints={"openverse": photos.server.url, "local-folder": str(folder)},
    )

    assert kept(catalogue, waving) == ["w0", "w1"]
    assert kept(catalogue, jumping) == ["j0.jpg", "j1.jpg"]
    assert [each.kind for each in outcomes if each.status == "failed"] == ["empty"]


def test_source_that_cannot_be_used_is_told_and_the_next_goes_on(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    action = add_action(catalogue, "waving")
    photos.results["waving"] = ["w0"]

    outcomes = scrape(images=1, sources=("local-folder", "openverse"))

    assert "needs a path" in outcomes[0].message
    assert outcomes[0].status == "failed"
    assert kept(catalogue, action) == ["w0"]


def test_source_that_does_not_exist_is_told_and_the_next_goes_on(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    action = add_action(catalogue, "waving")
    photos.results["waving"] = ["w0"]

    first, *others = scrape(images=1, sources=("opnverse", "openverse"))

    assert (first.item_id, first.kind, first.exit_code) == ("opnverse", "unknown-source", 2)
    assert first.message.endswith("Did you mean 'openverse'?")
    assert [each.status for each in others] == ["done", "done"]
    assert kept(catalogue, action) == ["w0"]


def test_search_that_breaks_off_keeps_what_it_has(
    catalogue: Catalogue, photos: Photos, scrape: Scrape
) -> None:
    action = add_action(catalogue, "waving")
    photos.results["waving"] = [f"w{n}" for n in range(40)]
    photos.broken_page = 2

    search, *_ = scrape(images=22)

    assert search.status == "done"
    assert kept(catalogue, action) == [f"w{n}" for n in range(20)]


def test_source_is_not_asked_when_nothing_lacks(catalogue: Catalogue, scrape: Scrape) -> None:
    assert scrape(sources=("no-such-source",)) == []


def test_background_lacks_images_like_any_class(catalogue: Catalogue) -> None:
    street = ActionClass(action_id="street", name="empty street", kind="background")
    catalogue.actions.add(street, queries=["empty street"])

    assert lacking_actions(catalogue, ScrapeOptions(images_per_action=7)) == [(street, 7)]


def test_run_that_was_left_at_any_point_ends_like_an_unbroken_one(
    workspace: Workspace, catalogue: Catalogue, photos: Photos, tmp_path: Path
) -> None:
    other = Workspace(root=tmp_path / "unbroken")
    other.root.mkdir()
    photos.results |= {
        "waving": ["w0", "gone", "twin", "w1"],
        "hello": ["w2", "w3"],
        "jumping": ["j0", "w0", "j1", "j2"],
    }
    photos.bodies |= {"gone": not_found(), "twin": photo("w0")}
    settings = ScrapeOptions(
        images_per_action=3,
        endpoints={"openverse": photos.server.url},
        allow_private_hosts=True,
        requests_per_second=10_000.0,
        retries=0,
    )
    with open_catalogue(other.catalogue_file) as unbroken:
        for rows in (catalogue, unbroken):
            add_action(rows, "waving", queries=("waving", "hello"))
            add_action(rows, "jumping")
        outcomes_of(scrape_images(other, unbroken, settings, retry_failed=False))
        for steps in range(1, 14):
            _leave_after(workspace, catalogue, settings, steps=steps)

        assert [i.path for i in catalogue.images.all()] == [i.path for i in unbroken.images.all()]
        assert catalogue.outcomes.counts() == unbroken.outcomes.counts()


def _leave_after(
    workspace: Workspace, catalogue: Catalogue, settings: ScrapeOptions, *, steps: int
) -> None:
    """Run, and walk away after some outcomes, as at Ctrl-C."""
    works = scrape_images(workspace, catalogue, settings, retry_failed=False)
    outcomes = (outcome for work in works for outcome in work.outcomes)
    for _, _ in zip(range(steps), outcomes, strict=False):
        pass
    outcomes.close()
