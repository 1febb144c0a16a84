"""Splits without a leak: what belongs together (a video, an uploader) is in one split."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from miner.catalogue.records import Split
from miner.options import DatasetOptions

KINETICS_VAL = 50
"""Validation clips of a class in Kinetics-400."""
KINETICS_TEST = 100
"""Test clips of a class in Kinetics-400."""

_MIN_FOR_TEST = 3
"""Clips that a class needs before one of them goes to the test split."""
_MIN_FOR_VAL = 4
"""Clips that a class needs before one of them goes to the validation split."""

Wanted = dict[Split, int]
"""How many clips of a class each held-out split should get."""


def wanted_sizes(clips: int, options: DatasetOptions) -> Wanted:
    """Return how many clips of a class of this size go to validation and test.

    >>> wanted_sizes(20, DatasetOptions(val_fraction=0.15, test_fraction=0.2))
    {'val': 3, 'test': 4}
    """
    if options.rule == "kinetics":
        return {"val": min(KINETICS_VAL, clips // 4), "test": min(KINETICS_TEST, clips // 3)}
    test = max(1, round(clips * options.test_fraction)) if options.test_fraction else 0
    val = max(1, round(clips * options.val_fraction)) if options.val_fraction else 0
    return {
        "val": val if clips >= _MIN_FOR_VAL else 0,
        "test": test if clips >= _MIN_FOR_TEST else 0,
    }


def assign_splits(
    classes_of: Mapping[str, Sequence[str]], options: DatasetOptions
) -> dict[str, Split]:
    """Return a split for each group.

    Args:
        classes_of: for each group (such as a video) the classes of its clips, one entry a clip.
        options: sizes and seed. The same groups and seed give the same split.

    Groups are dealt out one by one, those of rare classes and with many clips first: each goes to
    the held-out split that lacks most of its classes, as long as it overfills none, else to train.
    """
    sizes = Counter(label for labels in classes_of.values() for label in labels)
    lacking: dict[Split, Counter[str]] = {"test": Counter(), "val": Counter()}
    for label, size in sizes.items():
        for split, count in wanted_sizes(size, options).items():
            lacking[split][label] = count
    result: dict[str, Split] = defaultdict(lambda: "train")
    for group in sorted(classes_of, key=lambda each: _order(each, classes_of, sizes, options.seed)):
        result[group] = _best_split(Counter(classes_of[group]), lacking)
        if result[group] != "train":
            lacking[result[group]].subtract(Counter(classes_of[group]))
    return dict(result)


def _best_split(labels: Counter[str], lacking: Mapping[Split, Counter[str]]) -> Split:
    fitting = {
        split: sum(min(count, need[label]) for label, count in labels.items())
        for split, need in lacking.items()
        if all(need[label] >= count for label, count in labels.items())
    }
    if not fitting:
        return "train"
    return max(fitting, key=lambda split: (sum(lacking[split].values()), split))


def _order(
    group: str, classes_of: Mapping[str, Sequence[str]], sizes: Mapping[str, int], seed: int
) -> tuple[int, int, str]:
    rarest = min(sizes[label] for label in classes_of[group])
    shuffled = hashlib.sha256(f"{seed}:{group}".encode()).hexdigest()
    return rarest, -len(classes_of[group]), shuffled
