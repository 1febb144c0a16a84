"""Figures of merit, worked out by hand."""

import pytest
import torch

from classifiers.training.metrics import classification_report

CLASSES = ("a", "b", "c")
LOGITS = torch.tensor([[4.0, 1, 0], [3, 2, 0], [0, 5, 1], [2, 1, 0]])
TARGETS = torch.tensor([0, 0, 1, 1])


def test_figures_of_four_samples() -> None:
    report = classification_report(LOGITS, TARGETS, classes=CLASSES)

    assert report.confusion.tolist() == [[2, 0, 0], [1, 1, 0], [0, 0, 0]]
    assert report.metrics["top1"] == pytest.approx(3 / 4)
    assert report.metrics["top5"] == 1.0
    assert report.metrics["mean_class_accuracy"] == pytest.approx((1 + 1 / 2) / 2)


def test_average_precision_ranks_the_samples_of_a_class() -> None:
    per_class = classification_report(LOGITS, TARGETS, classes=CLASSES).per_class

    # Class a ranks its samples 1st (0.94) and 2nd (0.71), before the 4th (0.67).
    assert per_class["a"]["average_precision"] == pytest.approx(1.0)
    # Class b ranks sample 3 1st; samples 2 (0.26) and 4 (0.24) follow, so 4 is the 3rd.
    assert per_class["b"]["average_precision"] == pytest.approx((1 + 2 / 3) / 2)


def test_classes_without_samples_have_no_figures() -> None:
    assert set(classification_report(LOGITS, TARGETS, classes=CLASSES).per_class) == {"a", "b"}
