"""Changes to clips, the same for every frame: crops, flips, colour, a network's input.

A clip is an array (T, H, W, 3) of RGB bytes. What a training clip undergoes is first drawn as a
plain record and then applied, so that a seed and a record say exactly what was done.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import torch
from numpy.typing import NDArray

from video.models.registry import ClipInput

Clip = NDArray[np.uint8]
"""RGB frames, (T, H, W, 3)."""

ASPECT_RATIOS = (3 / 4, 4 / 3)
"""Range of a random crop's width over its height, that of the Inception paper."""

FLIPPED_PART = 0.5
"""Part of the clips that is mirrored."""

MIDDLE = (0.5, 0.5)
CROP_PLACES = {
    1: (MIDDLE,),
    3: ((0.0, 0.5), MIDDLE, (1.0, 0.5)),
    5: (MIDDLE, (0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0)),
}
"""Where the crops lie: parts of the room along the long and the short side that lie before each."""

LUMA = np.array([0.299, 0.587, 0.114], dtype=np.float32)
"""Weights of red, green and blue in brightness (ITU-R BT.601)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AugmentationOptions:
    """How strongly training clips are varied."""

    min_crop_scale: float = 0.5
    """Smallest part of the picture's area that a random crop keeps; 1 keeps the middle."""
    flip: bool = True
    """Mirror half of the clips left to right."""
    colour_jitter: float = 0.2
    """Largest relative change of brightness, contrast and saturation; 0 for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Augmentation:
    """What one clip undergoes."""

    left: int
    """First column of the crop."""
    top: int
    """First row of the crop."""
    width: int
    """Columns of the crop."""
    height: int
    """Rows of the crop."""
    flipped: bool
    """Mirrored left to right."""
    brightness: float
    """Factor of all values."""
    contrast: float
    """Factor of the distance from mid-grey."""
    saturation: float
    """Factor of the distance from each pixel's own grey."""


def draw_augmentation(
    width: int,
    height: int,
    *,
    options: AugmentationOptions,
    may_flip: bool,
    generator: np.random.Generator,
) -> Augmentation:
    """Draw what a clip of `width` x `height` pixels undergoes."""
    area, ratio, across, down, mirror = generator.random(5)
    brightness, contrast, saturation = 1 + options.colour_jitter * generator.uniform(-1, 1, 3)
    crop_width, crop_height = _crop_size(width, height, options.min_crop_scale, area, ratio)
    if options.min_crop_scale >= 1:
        across = down = 0.5
    return Augmentation(
        left=round(across * (width - crop_width)),
        top=round(down * (height - crop_height)),
        width=crop_width,
        height=crop_height,
        flipped=bool(may_flip and options.flip and mirror < FLIPPED_PART),
        brightness=float(brightness),
        contrast=float(contrast),
        saturation=float(saturation),
    )


def augment(clip: Clip, augmentation: Augmentation, *, size: int) -> Clip:
    """Apply the augmentation to every frame and scale the crop to `size` x `size` pixels."""
    columns = slice(augmentation.left, augmentation.left + augmentation.width)
    rows = slice(augmentation.top, augmentation.top + augmentation.height)
    cropped = resize_clip(clip[:, rows, columns], width=size, height=size)
    if augmentation.flipped:
        cropped = cropped[:, :, ::-1]
    return np.ascontiguousarray(_jitter(cropped, augmentation))


def crops(clip: Clip, *, size: int, count: int) -> list[Clip]:
    """Return 1, 3 or 5 squares: the middle; three along the long side; the middle and the corners.

    A clip that is smaller than `size` is scaled up to it first.
    """
    if count not in CROP_PLACES:
        raise ValueError(f"count must be 1, 3 or 5, not {count}")
    if min(clip.shape[1:3]) < size:
        width, height = scaled_size(clip.shape[2], clip.shape[1], short_side=size)
        clip = resize_clip(clip, width=width, height=height)
    long_axis, short_axis = (2, 1) if clip.shape[2] >= clip.shape[1] else (1, 2)
    views = []
    for along, across in CROP_PLACES[count]:
        first = {long_axis: along, short_axis: across}
        top, left = (round(first[axis] * (clip.shape[axis] - size)) for axis in (1, 2))
        views.append(np.ascontiguousarray(clip[:, top : top + size, left : left + size]))
    return views


def scaled_size(width: int, height: int, *, short_side: int) -> tuple[int, int]:
    """Return width and height with the short side at `short_side` and the aspect ratio kept.

    >>> scaled_size(1920, 1080, short_side=128)
    (228, 128)
    """
    scale = short_side / min(width, height)
    return max(short_side, round(width * scale)), max(short_side, round(height * scale))


def resize_clip(clip: Clip, *, width: int, height: int) -> Clip:
    """Scale every frame: by area when it shrinks, bilinearly when it grows."""
    if clip.shape[1:3] == (height, width):
        return clip
    shrinks = width * height < clip.shape[1] * clip.shape[2]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    scaled = [cv2.resize(frame, (width, height), interpolation=method) for frame in clip]
    return np.stack(scaled).astype(np.uint8, copy=False)


def to_network_input(clips: torch.Tensor, inputs: ClipInput) -> torch.Tensor:
    """Turn RGB bytes (B, T, H, W, 3) into the normalised floats (B, C, T, H, W) of a network."""
    mean = 255 * torch.tensor(inputs.mean, device=clips.device)
    scale = 1 / (255 * torch.tensor(inputs.std, device=clips.device))
    ordered = clips.flip(-1) if inputs.colour == "bgr" else clips
    # In memory the channels stay last, the order in which convolutions are fastest.
    return ((ordered.float() - mean) * scale).permute(0, 4, 1, 2, 3)


def _crop_size(
    width: int, height: int, min_scale: float, area: float, ratio: float
) -> tuple[int, int]:
    """Turn two numbers of [0, 1) into the size of a crop that fits."""
    if min_scale >= 1:
        return min(width, height), min(width, height)
    target = width * height * (min_scale + area * (1 - min_scale))
    low, high = np.log(ASPECT_RATIOS)
    aspect = float(np.exp(low + ratio * (high - low)))
    return (
        min(width, max(1, round(float(np.sqrt(target * aspect))))),
        min(height, max(1, round(float(np.sqrt(target / aspect))))),
    )


def _jitter(clip: Clip, augmentation: Augmentation) -> Clip:
    """Change brightness and contrast by a table of the 256 values, then saturation."""
    values = np.arange(256, dtype=np.float32) * augmentation.brightness
    values = 127.5 + (values - 127.5) * augmentation.contrast
    changed: Clip = np.clip(values, 0, 255).round().astype(np.uint8)[clip]
    if augmentation.saturation == 1:
        return changed
    grey = (changed @ LUMA)[..., None]
    saturated = grey + augmentation.saturation * (changed - grey)
    return np.clip(saturated, 0, 255).round().astype(np.uint8)
