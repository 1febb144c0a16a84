"""Splits: sizes, no leak, the same every time."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from miner.options import DatasetOptions
from miner.pipeline.splitting import assign_splits, wanted_sizes

RATIO = DatasetOptions(val_fraction=0.2, test_fraction=0.2)


@pytest.mark.parametrize(
    ("clips", "expected"),
    [
        (1, {"val": 0, "test": 0}),
        (2, {"val": 0, "test": 0}),
        (3, {"val": 0, "test": 1}),
        (5, {"val": 1, "test": 1}),
        (20, {"val": 4, "test": 4}),
    ],
)
def test_small_classes_keep_something_to_train_on(clips: int, expected: dict[str, int]) -> None:
    assert wanted_sizes(clips, RATIO) == expected


def test_kinetics_rule_gives_50_and_100() -> None:
    assert wanted_sizes(450, DatasetOptions(rule="kinetics")) == {"val": 50, "test": 100}


def test_one_clip_a_video_is_split_to_the_clip() -> None:
    groups = {f"v{number:02d}": ["juggling"] for number in range(20)}

    sizes = Counter(assign_splits(groups, RATIO).values())

    assert sizes == {"train": 12, "val": 4, "test": 4}


def test_seed_changes_the_split_and_nothing_else_does() -> None:
    groups = {f"v{number:02d}": ["juggling"] for number in range(20)}
    reordered = dict(reversed(groups.items()))

    assert assign_splits(groups, RATIO) == assign_splits(reordered, RATIO)
    assert assign_splits(groups, RATIO) != assign_splits(groups, DatasetOptions(seed=1))


@given(
    st.dictionaries(
        st.text("abc", min_size=1, max_size=4),
        st.lists(st.sampled_from(["juggling", "dancing", "diving"]), min_size=1, max_size=3),
        min_size=3,
        max_size=40,
    )
)
def test_held_out_splits_never_take_more_than_wanted(groups: dict[str, list[str]]) -> None:
    splits = assign_splits(groups, RATIO)

    counts: Counter[tuple[str, str]] = Counter()
    sizes: Counter[str] = Counter()
    for group, labels in groups.items():
        for label in labels:
            counts[splits[group], label] += 1
            sizes[label] += 1
    for label, size in sizes.items():
        wanted = wanted_sizes(size, RATIO)
        assert counts["val", label] <= wanted["val"]
        assert counts["test", label] <= wanted["test"]
        assert counts["train", label] >= 1
