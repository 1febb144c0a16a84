from __future__ import annotations

import pytest

from review_ui.finder import find_actions
from review_ui.store import ActionCard

from .cards import ACTIONS


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("jj", "jumping jacks"),
        ("DAN", "dancing"),
        ("star", "jumping jacks"),
        ("sqt", "squatting"),
        ("boogie", "dancing"),
    ],
)
def test_few_letters_find_a_class_by_name_or_synonym(query: str, first: str) -> None:
    assert find_actions(query, ACTIONS, limit=5)[0].name == first


def test_no_letters_list_all_classes_by_name() -> None:
    names = [action.name for action in find_actions(" ", ACTIONS, limit=5)]

    assert names == ["dancing", "jumping jacks", "squatting"]


def test_nothing_is_found_where_nothing_matches() -> None:
    assert find_actions("qqq", ACTIONS, limit=5) == []


def test_seven_hundred_classes_are_found_in_time() -> None:
    actions = [ActionCard(action_id=str(n), name=f"doing thing {n}") for n in range(700)]

    assert find_actions("thing 699", actions, limit=3)[0].action_id == "699"
