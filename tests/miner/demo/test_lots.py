"""Lots: what can come out of each of them."""

from __future__ import annotations

import numpy as np
import pytest

from miner.demo.lots import between, chance, either_way, pick


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(3)


@pytest.mark.parametrize(("odds", "share"), [(0.0, 0.0), (1.0, 1.0), (0.25, 0.25)])
def test_chances_come_true_as_often_as_their_odds(
    rng: np.random.Generator, odds: float, share: float
) -> None:
    assert np.mean([chance(rng, odds) for _ in range(2000)]) == pytest.approx(share, abs=0.03)


def test_every_option_is_picked_alike(rng: np.random.Generator) -> None:
    picked = [pick(rng, "abcd") for _ in range(4000)]

    assert [picked.count(option) / 4000 for option in "abcd"] == pytest.approx([0.25] * 4, abs=0.03)


def test_numbers_lie_in_their_span(rng: np.random.Generator) -> None:
    numbers = [between(rng, -2, 5) for _ in range(1000)]

    assert -2 <= min(numbers) < -1.9
    assert 4.9 < max(numbers) <= 5


def test_either_way_has_both_signs_and_no_middle(rng: np.random.Generator) -> None:
    numbers = np.array([either_way(rng, 30, 85) for _ in range(1000)])

    assert np.mean(numbers < 0) == pytest.approx(0.5, abs=0.06)
    assert np.abs(numbers).min() >= 30
    assert np.abs(numbers).max() <= 85
