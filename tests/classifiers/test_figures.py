"""Figures of merit, splits and confusion pictures for any data, counted in another way."""

from collections import Counter

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torchmetrics.classification import MulticlassAccuracy, MulticlassAveragePrecision

from classifiers.confusion_picture import draw_confusion, shorten, worst_mistakes
from classifiers.splitting import split_by_group
from classifiers.training.metrics import classification_report


def scores(seed: int, *, count: int, classes: int) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(count, classes, generator=generator)
    targets = torch.randint(0, classes, (count,), generator=generator)
    return logits, torch.cat([torch.arange(classes), targets])[:count]


@pytest.mark.parametrize("classes", [2, 3, 9])
@pytest.mark.parametrize("seed", [0, 1])
def test_figures_are_those_of_torchmetrics(seed: int, classes: int) -> None:
    logits, targets = scores(seed, count=40, classes=classes)
    mean_accuracy = MulticlassAccuracy(num_classes=classes, average="macro")
    top5 = MulticlassAccuracy(num_classes=classes, average="micro", top_k=min(5, classes))
    precision = MulticlassAveragePrecision(num_classes=classes, average="macro")

    names = [str(number) for number in range(classes)]
    metrics = classification_report(logits, targets, classes=names).metrics

    assert metrics["mean_class_accuracy"] == pytest.approx(mean_accuracy(logits, targets).item())
    assert metrics["top5"] == pytest.approx(top5(logits, targets).item())
    assert metrics["mean_average_precision"] == pytest.approx(
        precision(logits.softmax(dim=1), targets).item()
    )


@given(seed=st.integers(0, 9999), count=st.integers(1, 30), classes=st.integers(2, 7))
def test_counts_are_those_of_a_loop(seed: int, count: int, classes: int) -> None:
    logits, targets = scores(seed, count=count, classes=classes)
    said = logits.argmax(dim=1)
    pairs = Counter(zip(targets.tolist(), said.tolist(), strict=True))
    names = [f"class {number}" for number in range(classes)]

    report = classification_report(logits, targets, classes=names)

    expected = [[pairs[row, column] for column in range(classes)] for row in range(classes)]
    assert report.confusion.tolist() == expected
    assert report.metrics["top1"] == pytest.approx((said == targets).float().mean().item())
    images = {name: int(figures["images"]) for name, figures in report.per_class.items()}
    assert images == {names[label]: n for label, n in sorted(Counter(targets.tolist()).items())}


def test_scores_far_apart_do_not_overflow() -> None:
    logits = torch.tensor([[1e4, -1e4], [-1e4, 1e4]])

    report = classification_report(logits, torch.tensor([0, 1]), classes=["a", "b"])

    assert report.metrics["mean_average_precision"] == 1.0


LABELLED = st.lists(st.tuples(st.sampled_from("abcd"), st.integers(0, 9)), min_size=1, max_size=40)


@given(images=LABELLED, fraction=st.floats(0, 0.95), seed=st.integers(0, 99))
def test_a_split_parts_whole_groups_and_leaves_each_class_something_to_learn(
    images: list[tuple[str, int]], fraction: float, seed: int
) -> None:
    labels = [label for label, _ in images]
    groups = [str(group) for _, group in images]

    split = split_by_group(labels, groups, fraction=fraction, seed=seed)

    assert sorted(split.train + split.validation) == list(range(len(images)))
    assert not {groups[i] for i in split.train} & {groups[i] for i in split.validation}
    assert {labels[i] for i in split.train} == set(labels)
    one_group = {a for a in labels if len({g for b, g in images if a == b}) == 1}
    assert set(split.unsplit) == one_group


@given(
    counts=st.lists(st.integers(20, 60), min_size=1, max_size=4),
    fraction=st.sampled_from([0.1, 0.2, 0.25, 0.5]),
    seed=st.integers(0, 99),
)
def test_of_single_images_each_class_gives_the_fraction(
    counts: list[int], fraction: float, seed: int
) -> None:
    labels = [f"class {number}" for number, count in enumerate(counts) for _ in range(count)]

    split = split_by_group(
        labels, [str(i) for i in range(len(labels))], fraction=fraction, seed=seed
    )

    held = Counter(labels[i] for i in split.validation)
    for number, count in enumerate(counts):
        assert abs(held[f"class {number}"] - fraction * count) <= 0.5 + 1e-9


def test_classes_that_share_a_group_are_split_together() -> None:
    labels = list("ababababab")
    groups = list("0011223344")

    split = split_by_group(labels, groups, fraction=0.2, seed=1)

    assert len(split.validation) == 2
    assert sorted(labels[i] for i in split.validation) == ["a", "b"]


@pytest.mark.parametrize(
    "name", ["\n", "two\nlines", "", "名前" * 40, "x" * 500, "🤸 cartwheel", "\u202eabc", "a\tb"]
)
@pytest.mark.parametrize("classes", [3, 61])
def test_any_name_can_stand_in_the_picture(name: str, classes: int) -> None:
    counts = np.full((classes, classes), 2)
    plain = draw_confusion(counts, classes=["x"] * classes)

    drawn = draw_confusion(counts, classes=[name] * classes)

    assert drawn.width - plain.width < 900
    assert drawn.height < 2000


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("push up", "push up"),
        ("x" * 28, "x" * 28),
        ("x" * 29, "x" * 27 + "…"),
        ("two\nlines", "two lines"),
    ],
)
def test_names_are_one_line_of_28_characters_at_most(name: str, short: str) -> None:
    assert shorten(name) == short


def test_of_many_classes_the_forty_worst_mistakes_are_listed() -> None:
    counts = np.zeros((70, 70), np.int64)
    counts[np.arange(69), np.arange(1, 70)] = np.arange(69, 0, -1)

    listed = worst_mistakes(counts, classes=[str(n) for n in range(70)], limit=40)

    assert len(listed) == 40
    assert (listed[0], listed[-1]) == ("0 > 1: 69", "39 > 40: 30")


def test_cells_are_coloured_by_their_part_of_the_row() -> None:
    """Of class a half are right; its cells are equally deep, whatever class b counts."""
    counts = np.array([[1, 1], [0, 1000]])

    pixels = np.asarray(draw_confusion(counts, classes=["a", "b"]))

    colours = {tuple(int(v) for v in colour) for colour in pixels.reshape(-1, 3)}
    depth = 0.5**0.5
    for full in ((22, 130, 80), (200, 40, 40)):
        assert tuple(round(255 - depth * (255 - value)) for value in full) in colours
    assert (22, 130, 80) in colours
