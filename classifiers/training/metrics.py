"""Figures of merit of a classifier, from its logits and the truth."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torchmetrics.functional.classification import (
    binary_average_precision,
    multiclass_accuracy,
    multiclass_confusion_matrix,
)

__all__ = ["ClassificationReport", "classification_report"]

MANY = 5
"""The k of top-k accuracy beside the k of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassificationReport:
    """How well a classifier does on a validation set."""

    metrics: dict[str, float]
    """`top1`, `top5`, `mean_class_accuracy`, `mean_average_precision`, each in 0..1; the means go
    over the classes that the set holds."""
    per_class: dict[str, dict[str, float]]
    """`images`, `accuracy`, `average_precision` of each class that the set holds."""
    confusion: Tensor
    """Counts (C, C): row = true class, column = said class."""


def classification_report(
    logits: Tensor, targets: Tensor, *, classes: Sequence[str]
) -> ClassificationReport:
    """Compare logits (N, C) with class indices (N); N is at least 1."""
    count = len(classes)
    probabilities = logits.float().softmax(dim=1)
    confusion = multiclass_confusion_matrix(probabilities, targets, num_classes=count)
    top_k = {
        f"top{k}": multiclass_accuracy(
            probabilities, targets, num_classes=count, average="micro", top_k=min(k, count)
        ).item()
        for k in (1, MANY)
    }
    per_class = {
        name: class_figures(probabilities[:, index], targets == index, confusion[index, index])
        for index, name in enumerate(classes)
        if bool((targets == index).any())
    }
    means = {
        "mean_class_accuracy": mean([figures["accuracy"] for figures in per_class.values()]),
        "mean_average_precision": mean([f["average_precision"] for f in per_class.values()]),
    }
    return ClassificationReport(metrics=top_k | means, per_class=per_class, confusion=confusion)


def class_figures(scores: Tensor, is_class: Tensor, hits: Tensor) -> dict[str, float]:
    """Give the figures of one class against all others."""
    images = int(is_class.sum())
    return {
        "images": float(images),
        "accuracy": float(hits) / images,
        "average_precision": binary_average_precision(scores, is_class.to(torch.int64)).item(),
    }


def mean(values: Sequence[float]) -> float:
    """Average a non-empty sequence."""
    return sum(values) / len(values)
