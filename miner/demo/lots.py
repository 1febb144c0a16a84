"""Lots drawn from a random stream: yes or no, one of many, a number between two."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

Item = TypeVar("Item")


def chance(rng: np.random.Generator, odds: float) -> bool:
    """Return True in `odds` (0-1) of the cases."""
    return bool(rng.uniform() < odds)


def pick(rng: np.random.Generator, options: Sequence[Item]) -> Item:
    """Return one of the options, each as likely as the others."""
    return options[int(rng.integers(len(options)))]


def between(rng: np.random.Generator, least: float, greatest: float) -> float:
    """Return a number of the span from `least` to `greatest`."""
    return float(rng.uniform(least, greatest))


def either_way(rng: np.random.Generator, least: float, greatest: float) -> float:
    """Return a number whose size is of a span and whose sign is a toss."""
    size = between(rng, least, greatest)
    return size if chance(rng, 0.5) else -size
