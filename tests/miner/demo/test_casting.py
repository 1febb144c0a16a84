"""Who plays what in the world: balance, titles, searches."""

from collections import Counter

import pytest

from miner.demo.actions import ACTIONS, MOTION_PAIR
from miner.demo.casting import WorldScale, cast_images, cast_videos

SCALE = WorldScale()
LABELS = [action.name for action in ACTIONS if action.kind == "action"]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_every_action_happens_in_enough_videos(seed: int) -> None:
    videos = Counter(label for role in cast_videos(seed, SCALE) for label in set(role.labels))

    assert min(videos[label] for label in LABELS) >= 8


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
