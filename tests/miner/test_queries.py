"""Names become search phrases, the name first."""

from __future__ import annotations

import re

import pytest

from miner.action_names import has_gerund, slug_of, spoken_name
from miner.actions import ActionEntry, actions_of_names, expand_queries
from miner.queries import base_of_gerund, gerund_of


@pytest.mark.parametrize(
    ("name", "phrases"),
    [
        ("waving", ("waving", "how to wave")),
        (
            "riding mule",
            ("riding mule", "riding a mule", "riding mules", "how to ride mule"),
        ),
        ("catching a ball", ("catching a ball", "catching ball", "how to catch a ball")),
        ("juggling balls", ("juggling balls", "juggling ball", "how to juggle balls")),
        ("playing guitar", ("playing guitar", "how to play guitar")),
        ("air drumming", ("air drumming", "how to do air drumming")),
        ("brush_hair", ("brush hair", "brushing hair", "how to brush hair")),
        ("HandstandWalking", ("handstand walking", "how to do handstand walking")),
        ("Closing something", ("Closing something", "how to close something")),
        ("high jump", ("high jump",)),
        ("Back+15som+NoTwis+PIKE", ("back 15som no twis pike",)),
    ],
)
def test_phrases_of_a_name(name: str, phrases: tuple[str, ...]) -> None:
    (entry,) = actions_of_names([name])

    assert expand_queries(entry) == phrases


def test_own_phrases_and_synonyms_come_before_variants() -> None:
    entry = ActionEntry(
        name="jumping jacks", slug="j", synonyms=("star jumps",), queries=("Jacks  workout",)
    )

    assert expand_queries(entry, templates=("{name} for beginners",)) == (
        "jumping jacks",
        "Jacks workout",
        "star jumps",
        "jumping jacks for beginners",
    )


def test_background_is_searched_as_written() -> None:
    (entry,) = actions_of_names(["standing person"], kind="background")

    assert expand_queries(entry) == ("standing person",)


@pytest.mark.parametrize(
    ("verb", "gerund"),
    [
        ("run", "running"),
        ("ride", "riding"),
        ("swim", "swimming"),
        ("eat", "eating"),
        ("tie", "tying"),
        ("juggle", "juggling"),
        ("see", "seeing"),
        ("play", "playing"),
        ("open", "opening"),
        ("dance", "dancing"),
        ("add", "adding"),
        ("roll", "rolling"),
        ("make", "making"),
        ("prepare", "preparing"),
        ("decorate", "decorating"),
        ("massage", "massaging"),
        ("exercise", "exercising"),
        ("throw", "throwing"),
        ("box", "boxing"),
    ],
)
def test_verbs_and_gerunds(verb: str, gerund: str) -> None:
    assert gerund_of(verb) == gerund
    assert base_of_gerund(gerund) == verb


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("massaging person's head", "massaging_persons_head"),
        ("passing American football (in game)", "passing_american_football_in_game"),
        ("ApplyEyeMakeup", "apply_eye_makeup"),
        ("brush_hair", "brush_hair"),
        ("na\u00efve dancing", "naive_dancing"),
    ],
)
def test_slugs_are_readable(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@pytest.mark.parametrize(
    "name", ["\u043f\u0440\u044b\u0436\u043a\u0438", "\u8df3\u7ef3", "con", "x" * 120, "???"]
)
def test_every_slug_is_a_safe_folder_name(name: str) -> None:
    slug = slug_of(name)

    assert re.fullmatch(r"[a-z0-9_]{1,80}", slug)
    assert slug not in {"con", ""}


def test_names_of_other_scripts_stay_apart() -> None:
    assert slug_of("\u8df3\u7ef3") != slug_of("\u8df3\u9ad8")


@pytest.mark.parametrize(
    ("name", "expected"), [("TaiChi", "tai chi"), ("YoYo", "yo yo"), ("a b", "a b")]
)
def test_names_are_said_in_words(name: str, expected: str) -> None:
    assert spoken_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("waving", True), ("king", False), ("golf swing", False)]
)
def test_gerunds_are_seen(name: str, expected: bool) -> None:
    assert has_gerund(name) is expected
