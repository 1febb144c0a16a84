"""Which images train and which validate, so that look-alikes never stand on both sides."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

__all__ = ["Split", "split_by_group"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Indices of two sets."""

    train: tuple[int, ...]
    """Images that train, in the given order."""
    validation: tuple[int, ...]
    """Images that are held back."""
    unsplit: tuple[str, ...]
    """Classes of one group, which had to train as a whole."""


def split_by_group(
    labels: Sequence[str], groups: Sequence[str], *, fraction: float, seed: int
) -> Split:
    """Hold back about `fraction` of each class, whole groups at a time.

    Each class keeps an image that trains. Large groups are placed first; small ones even out.

    >>> split_by_group("aaaabbbb", "11234567", fraction=0.25, seed=0).validation
    (3, 5)
    """
    members = defaultdict(list)
    for index, group in enumerate(groups):
        members[group].append(index)
    content = {group: Counter(labels[i] for i in indices) for group, indices in members.items()}
    totals = Counter(labels)
    held: Counter[str] = Counter()
    validation: set[str] = set()
    for group in shuffled_by_size(members, seed=seed):
        counts = content[group]
        fits = all(held[label] + count < totals[label] for label, count in counts.items())
        if fits and gain(counts, held=held, totals=totals, fraction=fraction) > 0:
            validation.add(group)
            held += counts
    return Split(
        train=tuple(i for i, group in enumerate(groups) if group not in validation),
        validation=tuple(i for i, group in enumerate(groups) if group in validation),
        unsplit=tuple(sorted(label for label in totals if spans_one_group(label, content))),
    )


def shuffled_by_size(members: dict[str, list[int]], *, seed: int) -> list[str]:
    """Order groups from large to small, those of one size at random."""
    names = sorted(members)
    order = np.random.default_rng(seed).permutation(len(names))
    return sorted((names[i] for i in order), key=lambda group: -len(members[group]))


def gain(
    counts: Counter[str], *, held: Counter[str], totals: Counter[str], fraction: float
) -> float:
    """Say how much nearer to `fraction` of each class a group brings what is held back."""

    def distance(label: str, count: int) -> float:
        return abs(count / totals[label] - fraction)

    return sum(
        distance(label, held[label]) - distance(label, held[label] + count)
        for label, count in counts.items()
    )


def spans_one_group(label: str, content: dict[str, Counter[str]]) -> bool:
    """Say whether all images of a class are in one group."""
    return sum(label in counts for counts in content.values()) == 1
