"""Splits by group."""

from collections import Counter

import pytest

from classifiers.splitting import split_by_group


def test_each_class_gives_its_part_to_validation() -> None:
    labels = ["run"] * 50 + ["sit"] * 10
    split = split_by_group(labels, [str(i) for i in range(60)], fraction=0.2, seed=3)

    assert Counter(labels[i] for i in split.validation) == {"run": 10, "sit": 2}
    assert sorted(split.train + split.validation) == list(range(60))


def test_no_group_stands_on_both_sides() -> None:
    groups = [str(i // 3) for i in range(60)]
    split = split_by_group(["a", "b"] * 30, groups, fraction=0.3, seed=0)

    assert {groups[i] for i in split.train} & {groups[i] for i in split.validation} == set()
    assert 15 <= len(split.validation) <= 21


def test_a_class_of_one_group_trains_as_a_whole() -> None:
    split = split_by_group(list("aaaabbbb"), list("11112345"), fraction=0.25, seed=0)

    assert split.unsplit == ("a",)
    assert {0, 1, 2, 3} <= set(split.train)


def test_a_rare_class_does_not_pay_for_the_common_ones() -> None:
    labels = ["common"] * 100 + ["rare"] * 10
    groups = [str(i) for i in range(100)] + [str(i) for i in range(10)]  # pairs of look-alikes
    split = split_by_group(labels, groups, fraction=0.2, seed=0)

    assert Counter(labels[i] for i in split.validation) == {"common": 20, "rare": 2}


@pytest.mark.parametrize("seed", range(20))
def test_each_class_keeps_an_image_that_trains(seed: int) -> None:
    labels = list("aabbbcccc")
    split = split_by_group(labels, list("112345667"), fraction=0.9, seed=seed)

    assert {labels[i] for i in split.train} == {"a", "b", "c"}


def test_the_same_seed_gives_the_same_split() -> None:
    labels, groups = ["a"] * 30, [str(i) for i in range(30)]
    first, again, other = (
        split_by_group(labels, groups, fraction=0.3, seed=seed) for seed in (1, 1, 2)
    )

    assert first == again
    assert first != other


def test_no_fraction_means_no_validation() -> None:
    assert split_by_group(list("aabb"), list("1234"), fraction=0.0, seed=0).validation == ()
