"""Pictures of coloured shapes, which a tiny network can tell apart in seconds."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from classifiers.options import ImageTrainOptions
from classifiers.records import LabelledImage

SHAPES = ("circle", "cross", "square")
SIDE = 40
COLOURS = {"circle": (220, 40, 40), "cross": (40, 200, 60), "square": (50, 70, 230)}

TINY_OPTIONS = ImageTrainOptions(
    feature_extractor="timm/test_resnet",
    weights="none",
    image_size=32,
    epochs=3,
    batch_size=8,
    learning_rate=3e-3,
    precision="32",
    num_workers=2,
    label_smoothing=0.0,
)
"""Half a million weights: an epoch takes a moment."""


def draw_shape(label: str, *, rng: np.random.Generator) -> Image.Image:
    """Draw one shape somewhere on a noisy ground."""
    ground = rng.integers(90, 160, (SIDE, SIDE, 3)).astype(np.uint8)
    picture = Image.fromarray(ground)
    draw = ImageDraw.Draw(picture)
    left, top = (int(value) for value in rng.integers(2, 12, 2))
    box = (left, top, left + 24, top + 24)
    if label == "circle":
        draw.ellipse(box, fill=COLOURS[label])
    elif label == "square":
        draw.rectangle(box, fill=COLOURS[label])
    elif label == "cross":
        draw.line((box[:2], box[2:]), fill=COLOURS[label], width=7)
        draw.line(((box[0], box[3]), (box[2], box[1])), fill=COLOURS[label], width=7)
    return picture


def write_shapes(
    folder: Path, *, labels: Sequence[str] = SHAPES, count: int = 8
) -> list[LabelledImage]:
    """Write `count` pictures of each label and list them, each in a group of its own."""
    images = []
    for number, label in enumerate(labels):
        rng = np.random.default_rng(number)
        (folder / label).mkdir(parents=True)
        for index in range(count):
            path = folder / label / f"{index}.png"
            draw_shape(label, rng=rng).save(path)
            images.append(LabelledImage(path=path, label=label, group=f"{label}-{index}"))
    return images
