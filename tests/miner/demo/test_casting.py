"""Who plays what in the world: balance, titles, searches."""

from collections import Counter

import pytest

from miner.demo.actions import ACTIONS, AT_A_CHAIR, MOTION_PAIR
from miner.demo.casting import WorldScale, cast_images, cast_videos

SCALE = WorldScale()
LABELS = [action.name for action in ACTIONS if action.kind == "action"]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_action_happens_in_enough_videos(seed: int) -> None:
    videos = Counter(label for role in cast_videos(seed, SCALE) for label in set(role.labels))

    assert min(videos[label] for label in LABELS) >= 6


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_video_shows_both_of_the_motion_pair(seed: int) -> None:
    assert not [role for role in cast_videos(seed, SCALE) if set(MOTION_PAIR) <= set(role.labels)]


def test_titles_name_what_is_advertised() -> None:
    queries = {action.name: action.queries[0] for action in ACTIONS}

    for role in cast_videos(1, SCALE):
        assert all(queries[label] in role.title for label in role.advertised)


def test_some_titles_are_hostile_and_some_promise_what_does_not_happen() -> None:
    roles = cast_videos(1, SCALE)

    assert any("\x1b" in role.title for role in roles)
    assert any("../" in role.title for role in roles)
    assert any(role.advertised and not role.labels for role in roles)


def test_keys_are_safe_names_and_unlike_each_other() -> None:
    keys = [role.video_key for role in cast_videos(1, SCALE)]
    keys += [role.image_key for role in cast_images(1, SCALE)]

    assert len(set(keys)) == len(keys)
    assert all(key.isalnum() for key in keys)


def test_a_few_images_of_an_action_are_off_topic() -> None:
    squats = [role for role in cast_images(1, SCALE) if role.label == "squatting"]
    strays = [role for role in squats if role.shown != "squatting"]

    assert len(squats) == SCALE.images_per_action
    assert 0 < len(strays) <= 0.1 * len(squats)


def test_the_background_has_no_off_topic_images() -> None:
    roles = [role for role in cast_images(1, SCALE) if role.label == "background"]

    assert {role.shown for role in roles} == {"background"}
    assert {role.query for role in roles} == {"person standing", "person walking", "empty place"}


def test_each_action_has_the_same_places_sizes_and_rates_to_come_by() -> None:
    """Nothing but the person may tell the action, so the lots know nothing of it."""
    first, second = (cast_videos(seed, SCALE) for seed in (4, 4))
    places = Counter((role.place, role.labels[:1]) for role in first if role.labels)

    assert first == second
    assert len({place for place, _ in places}) == 4


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_second_actions_are_such_as_fit_the_first(seed: int) -> None:
    """Beside a chair people only do what can be done before a chair; no action is paired twice."""
    for role in cast_videos(seed, SCALE):
        first, *rest = role.labels or ("nothing",)

        assert len(rest) <= 1
        if set(role.labels) & set(MOTION_PAIR) and len(set(role.labels)) == 2:
            assert set(role.labels) & set(AT_A_CHAIR)
        assert first in {*LABELS, "nothing"}


@pytest.mark.parametrize(
    ("videos", "share", "decoys"), [(54, 0.06, 3), (10, 0.0, 0), (10, 1.0, 10), (4, 0.25, 1)]
)
def test_decoys_promise_one_action_and_show_none(videos: int, share: float, decoys: int) -> None:
    roles = cast_videos(3, WorldScale(videos=videos, decoys=share))

    promising = [role for role in roles if not role.labels]
    assert len(roles) == videos
    assert len(promising) == decoys
    assert all(len(role.advertised) == 1 for role in promising)


def test_films_are_of_the_usual_shapes_and_rates_and_of_even_size() -> None:
    roles = cast_videos(2, WorldScale(videos=300))

    shapes = Counter(role.size for role in roles)
    assert set(shapes) == {(320, 240), (426, 240), (240, 240), (180, 240)}
    assert shapes.most_common(1)[0][0] == (320, 240)
    assert {role.fps for role in roles} == {12.5, 12.0, 10.0, 15.0, 24000 / 1001}
    assert 0.3 < sum(role.has_sound for role in roles) / 300 < 0.5


@pytest.mark.parametrize(("share", "strays"), [(0.0, 0), (0.05, 3), (0.1, 6), (0.5, 30)])
def test_strays_are_as_many_as_asked_for(share: float, strays: int) -> None:
    roles = cast_images(1, WorldScale(images_per_action=60, off_topic=share))

    found = Counter(role.label for role in roles if role.shown != role.label)

    assert [found[label] for label in LABELS] == [strays] * len(LABELS)


def test_no_two_items_draw_the_same_lots() -> None:
    streams = [role.stream for role in cast_images(1, SCALE)]
    streams += [role.stream for role in cast_videos(1, SCALE)]

    assert len(set(streams)) == len(streams)


def test_a_larger_world_keeps_the_images_of_its_first_action() -> None:
    small, large = (cast_images(1, WorldScale(images_per_action=n)) for n in (40, 80))

    assert small[:40] == large[:40]


def test_image_titles_hold_the_words_that_are_searched_for() -> None:
    for role in cast_images(1, SCALE):
        assert role.query in role.title
        assert role.place in role.title


def test_a_world_of_one_video_and_one_image_each_can_be_cast() -> None:
    least = WorldScale(images_per_action=1, background_images=1, videos=1)

    assert len(cast_videos(0, least)) == 1
    assert len(cast_images(0, least)) == len(ACTIONS)
