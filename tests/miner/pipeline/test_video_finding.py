"""Candidate videos of every action, from a real feed over real HTTP."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from miner.catalogue.catalogue import Catalogue
from miner.catalogue.records import ActionClass
from miner.demo.site.video_pages import FEED_PATH, ShelfVideo, VideoShelf
from miner.pipeline.outcomes import Outcome
from miner.pipeline.video_finding import find_videos, title_score
from scraper.video_options import FindOptions
from tests.miner.pipeline.mined import outcomes_of
from tests.miner.rows import add_action
from tests.scraper.video_site import VideoSite, serve_videos, text_answer

Find = Callable[..., list[Outcome]]


def shelf_video(name: str, *tags: str, title: str = "") -> ShelfVideo:
    return ShelfVideo(
        name=name,
        title=title or f"{tags[0]} {name}",
        tags=tags,
        path=None,
        duration_seconds=30,
        uploader="Ana",
    )


@pytest.fixture(scope="module")
def site() -> Iterator[VideoSite]:
    shelf = VideoShelf(
        [
            *[shelf_video(f"w{number}", "waving") for number in range(3)],
            shelf_video("both", "waving", "jumping", title="Waving and jumping"),
            shelf_video("j", "jumping"),
            shelf_video("odd", "dancing", title="Dancing \x1b[31m\u202e<b>../../x"),
        ]
    )
    with serve_videos(shelf) as running:
        yield running


@pytest.fixture
def find(catalogue: Catalogue, site: VideoSite) -> Find:
    site.requests.clear()

    def run(videos: int = 10, *, retry_failed: bool = False, **changes: object) -> list[Outcome]:
        settings: dict[str, object] = {
            "videos_per_action": videos,
            "search": f"{site.url}{FEED_PATH}?q={{query}}",
            "sleep_seconds": 0.0,
            "retries": 0,
        }
        options = FindOptions(**(settings | changes))  # type: ignore[arg-type]
        return outcomes_of(find_videos(catalogue, options, retry_failed=retry_failed))

    return run


def test_videos_are_written_down_with_what_found_them(catalogue: Catalogue, find: Find) -> None:
    waving = add_action(catalogue, "waving")
    jumping = add_action(catalogue, "jumping")

    outcomes = find()

    assert [each.status for each in outcomes] == ["done", "done"]
    assert catalogue.videos.count_for(waving) == 4
    assert catalogue.videos.count_for(jumping) == 2
    videos = {video.title: video for video in catalogue.videos.all(with_file=False)}
    assert len(videos) == 5
    shared = videos["Waving and jumping"]
    assert catalogue.videos.classes_for(shared.video_id) == ("waving", "jumping")
    assert shared.duration_seconds == 30
    assert shared.url.endswith("/videos/watch/both.html")


def test_titles_from_outside_are_made_harmless(catalogue: Catalogue, find: Find) -> None:
    add_action(catalogue, "dancing")

    find()

    [video] = catalogue.videos.all()
    assert video.title == "Dancing [31m<b>../../x"
    assert "/" not in video.video_id


def test_no_more_is_asked_once_there_are_enough(
    catalogue: Catalogue, find: Find, site: VideoSite
) -> None:
    action = add_action(catalogue, "waving", queries=("waving", "waving w0", "waving w1"))

    outcomes = find(videos=2)

    assert len(outcomes) == 1
    assert len(site.requests) <= 2
    assert catalogue.videos.count_for(action) == 2


def test_further_queries_follow_while_videos_lack(catalogue: Catalogue, find: Find) -> None:
    action = add_action(catalogue, "jumping", queries=("jumping", "unknown words", "w1"))

    outcomes = find(videos=3)

    assert [(each.status, each.kind) for each in outcomes] == [
        ("done", ""),
        ("skipped", "nothing-found"),
        ("done", ""),
    ]
    assert outcomes[1].message == "Nothing was found for 'unknown words'."
    assert catalogue.videos.count_for(action) == 3


def test_second_run_asks_nothing_again(catalogue: Catalogue, find: Find, site: VideoSite) -> None:
    add_action(catalogue, "waving")
    find()
    asked = len(site.requests)

    again = find()

    assert again == []
    assert len(site.requests) == asked


def test_background_is_never_searched(catalogue: Catalogue, find: Find) -> None:
    street = ActionClass(action_id="empty_street", name="empty street", kind="background")
    catalogue.actions.add(street, queries=["waving"])

    assert find() == []


def test_video_found_again_keeps_what_is_known(catalogue: Catalogue, find: Find) -> None:
    add_action(catalogue, "jumping")
    find()
    before = catalogue.videos.all()
    add_action(catalogue, "waving")

    find()

    after = {video.video_id: video for video in catalogue.videos.all()}
    assert all(after[video.video_id] == video for video in before)


def test_search_that_fails_is_told_and_the_next_query_goes_on(
    catalogue: Catalogue, find: Find, site: VideoSite
) -> None:
    add_action(catalogue, "waving")
    add_action(catalogue, "jumping")
    path = f"{FEED_PATH}?q=waving"
    site.extra[path] = text_answer("<h1>No.</h1>", status=404)

    first, second = find()
    del site.extra[path]
    third = find()
    fourth = find(retry_failed=True)

    assert (first.status, second.status) == ("failed", "done")
    assert first.message.startswith("Cannot search ")
    assert (third, [each.status for each in fourth]) == ([], ["done"])


def test_site_that_does_not_answer_is_asked_no_more_and_again_next_time(
    catalogue: Catalogue, find: Find
) -> None:
    for name in ("waving", "jumping", "dancing"):
        add_action(catalogue, name)

    dead = find(search="http://127.0.0.1:9/?q={query}")
    alive = find()

    assert [(each.status, each.kind) for each in dead] == [("failed", "unreachable")]
    assert [each.status for each in alive] == ["done", "done", "done"]


@pytest.mark.parametrize(
    ("title", "score"),
    [
        ("How to FEED a mule", 1 / 2),
        ("Riding, mule!", 1.0),
        ("the long canyon ride", 2 / 3),
        ("cat video", 0.0),
        ("", 0.0),
    ],
)
def test_title_counts_by_its_best_name(title: str, score: float) -> None:
    action = ActionClass(action_id="r", name="riding mule", synonyms=("mule ride canyon",))

    assert title_score(title, action) == pytest.approx(score)
