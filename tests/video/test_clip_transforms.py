"""Changes to clips are the same for every frame."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from video.clip_transforms import (
    Augmentation,
    AugmentationOptions,
    Clip,
    augment,
    crops,
    draw_augmentation,
    resize_clip,
    scaled_size,
    to_network_input,
)
from video.models import ClipInput

UNCHANGED = Augmentation(
    left=0,
    top=0,
    width=8,
    height=8,
    flipped=False,
    brightness=1.0,
    contrast=1.0,
    saturation=1.0,
)


@pytest.fixture
def still_clip() -> Clip:
    """Four equal frames of 12 x 8 random colours."""
    frame = np.random.default_rng(0).integers(0, 256, (8, 12, 3), dtype=np.uint8)
    return np.stack([frame] * 4)


def drawn(seed: int, **options: float) -> Augmentation:
    return draw_augmentation(
        12,
        8,
        options=replace(AugmentationOptions(), **options),  # type: ignore[arg-type]
        may_flip=True,
        generator=np.random.default_rng(seed),
    )


@pytest.mark.parametrize("seed", range(20))
def test_augmentation_is_the_same_for_every_frame(still_clip: Clip, seed: int) -> None:
    changed = augment(still_clip, drawn(seed), size=6)

    assert changed.shape == (4, 6, 6, 3)
    assert (changed == changed[0]).all()


@pytest.mark.parametrize("seed", range(50))
def test_drawn_crop_lies_inside_the_picture(seed: int) -> None:
    crop = drawn(seed, min_crop_scale=0.1)

    assert 0 <= crop.left <= 12 - crop.width
    assert 0 <= crop.top <= 8 - crop.height
    assert min(crop.width, crop.height) >= 1


def test_full_scale_crops_the_middle_square() -> None:
    crop = drawn(3, min_crop_scale=1.0)

    assert (crop.left, crop.top, crop.width, crop.height) == (2, 0, 8, 8)


def test_half_of_the_clips_are_mirrored() -> None:
    assert 70 < sum(drawn(seed).flipped for seed in range(200)) < 130


def test_clip_that_may_not_flip_is_never_mirrored() -> None:
    generator = np.random.default_rng(0)
    options = AugmentationOptions()

    flips = [
        draw_augmentation(12, 8, options=options, may_flip=False, generator=generator).flipped
        for _ in range(50)
    ]

    assert not any(flips)


def test_nothing_drawn_changes_nothing(still_clip: Clip) -> None:
    assert (augment(still_clip, UNCHANGED, size=8) == still_clip[:, :, :8]).all()


@pytest.mark.parametrize(
    ("change", "before", "after"),
    [
        ({"brightness": 1.5}, (100, 50, 200), (150, 75, 255)),
        ({"contrast": 0.0}, (100, 50, 200), (128, 128, 128)),
        ({"contrast": 2.0}, (100, 50, 200), (72, 0, 255)),
        ({"saturation": 0.0}, (255, 0, 0), (76, 76, 76)),
        ({"saturation": 2.0}, (120, 100, 100), (134, 94, 94)),
    ],
)
def test_colours_change_by_the_drawn_factors(
    change: dict[str, float], before: tuple[int, ...], after: tuple[int, ...]
) -> None:
    clip = np.full((1, 8, 8, 3), before, dtype=np.uint8)

    changed = augment(clip, replace(UNCHANGED, **change), size=8)  # type: ignore[arg-type]

    assert changed[0, 0, 0].tolist() == list(after)


def test_flip_mirrors_left_to_right() -> None:
    ramp = np.arange(8, dtype=np.uint8)[None, None, :, None] * np.ones((2, 8, 1, 3), np.uint8)

    mirrored = augment(ramp, replace(UNCHANGED, flipped=True), size=8)

    assert mirrored[1, 3, :, 0].tolist() == [7, 6, 5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize(
    ("count", "size", "corners"),
    [
        (1, 8, [(0, 2)]),
        (3, 8, [(0, 0), (0, 2), (0, 4)]),
        (5, 4, [(2, 4), (0, 0), (4, 0), (0, 8), (4, 8)]),
    ],
)
def test_crops_lie_where_they_should(
    still_clip: Clip, count: int, size: int, corners: list[tuple[int, int]]
) -> None:
    expected = [still_clip[:, y : y + size, x : x + size] for y, x in corners]

    views = crops(still_clip, size=size, count=count)

    assert all((view == want).all() for view, want in zip(views, expected, strict=True))


def test_three_crops_of_a_tall_clip_go_from_top_to_bottom(still_clip: Clip) -> None:
    tall = np.ascontiguousarray(still_clip.transpose(0, 2, 1, 3))

    views = crops(tall, size=8, count=3)

    assert (views[0] == tall[:, :8]).all()
    assert (views[2] == tall[:, 4:]).all()


def test_small_clip_is_scaled_up_to_be_cropped(still_clip: Clip) -> None:
    assert crops(still_clip, size=16, count=1)[0].shape == (4, 16, 16, 3)


def test_two_crops_are_refused(still_clip: Clip) -> None:
    with pytest.raises(ValueError, match="1, 3 or 5, not 2"):
        crops(still_clip, size=8, count=2)


@pytest.mark.parametrize(
    ("width", "height", "expected"),
    [
        (1920, 1080, (228, 128)),
        (1080, 1920, (128, 228)),
        (128, 128, (128, 128)),
        (9, 3, (384, 128)),
    ],
)
def test_scaled_size_keeps_the_aspect(width: int, height: int, expected: tuple[int, int]) -> None:
    assert scaled_size(width, height, short_side=128) == expected


def test_resizing_to_the_same_size_copies_nothing(still_clip: Clip) -> None:
    assert resize_clip(still_clip, width=12, height=8) is still_clip


def test_network_input_is_normalised_by_channel() -> None:
    pixel = torch.tensor([255, 0, 51], dtype=torch.uint8).expand(1, 2, 4, 4, 3)
    inputs = ClipInput(mean=(0.5, 0.5, 0.2), std=(0.5, 0.25, 1.0))

    batch = to_network_input(pixel, inputs)

    assert batch.shape == (1, 3, 2, 4, 4)
    assert torch.allclose(batch[0, :, 1, 2, 3], torch.tensor([1.0, -2.0, 0.0]), atol=1e-6)


def test_network_that_wants_bgr_gets_blue_first() -> None:
    pixel = torch.tensor([255, 0, 0], dtype=torch.uint8).expand(1, 1, 1, 1, 3)
    inputs = ClipInput(mean=(0, 0, 0), std=(1, 1, 1), colour="bgr")

    assert to_network_input(pixel, inputs).flatten().tolist() == [0, 0, 1]
