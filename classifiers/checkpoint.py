"""A trained image classifier at work: from its checkpoint to class probabilities of frames.

classifier = load_frame_classifier(Path("runs/images/best.ckpt"))
width, height = classifier.target_size(1920, 1080)     # scale frames to this
scores = classifier.probabilities(frames)              # uint8 (N, height, width, 3) -> (N, C)
"""

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import numpy as np
import torch
from torch import Tensor

from classifiers.backbones.building import ImageNetwork, create_backbone
from classifiers.errors import CheckpointError, CheckpointMismatch, UnknownBackbone
from classifiers.geometry import fitted_size, to_square
from classifiers.options import ImageFit
from classifiers.training.checkpoint import model_state, read_checkpoint
from classifiers.training.options import Device, Precision
from classifiers.training.precision import ResolvedPrecision, choose_device, choose_precision

__all__ = ["ClassifierCard", "FrameClassifier", "load_frame_classifier"]

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
Scores = np.ndarray[Any, np.dtype[np.float32]]

BATCH = 64
"""Frames that go through the network at once, however many the caller gives."""
LARGEST_INPUT = 4096
AUTOCAST_TYPES = {"bf16": torch.bfloat16, "16": torch.float16}


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassifierCard:
    """What a checkpoint says of its classifier."""

    architecture: str
    """Name of the backbone."""
    classes: tuple[str, ...]
    """Class names in the order of the outputs."""
    background: tuple[str, ...]
    """Classes that stand for no action and are never proposed."""
    image_size: int
    """Side of the network's square input in pixels."""
    fit: ImageFit
    """How a frame becomes that square."""
    metrics: dict[str, float]
    """Validation metrics of the epoch that is stored."""


def load_frame_classifier(
    path: Path, *, device: Device = "auto", precision: Precision = "auto"
) -> "FrameClassifier":
    """Load a classifier that `train_image_classifier` saved; the network is never asked.

    Raises:
        CheckpointError: the file cannot be read, is damaged, or would run code.
        CheckpointMismatch: it holds something else than an image classifier.
        DeviceError: device or precision do not exist here.
    """
    where = choose_device(device)
    checkpoint = read_checkpoint(path, kind="image-classifier")
    card = read_card(checkpoint["miner"], path=path)
    state = model_state(checkpoint)
    try:
        network, _ = create_backbone(
            card.architecture, num_classes=len(card.classes), image_size=card.image_size
        )
        network.load_state_dict(state)
    except UnknownBackbone as error:
        raise CheckpointMismatch(
            f"Cannot use '{path}': no network here is called '{card.architecture}'. "
            "Install the timm that it was trained with."
        ) from error
    except RuntimeError as error:
        raise CheckpointError(
            f"Cannot use '{path}': its tensors are not those of '{card.architecture}'. Train again."
        ) from error
    return FrameClassifier(
        network.to(where),
        card=card,
        digest=digest_of(state, card=card),
        precision=choose_precision(precision, where),
    )


class FrameClassifier:
    """Gives class probabilities of video frames, many at a time."""

    def __init__(
        self,
        network: ImageNetwork,
        *,
        card: ClassifierCard,
        digest: str,
        precision: ResolvedPrecision = "32",
    ) -> None:
        self.network = network.eval().requires_grad_(requires_grad=False)
        self.card = card
        self.digest = digest
        """SHA-256 of the weights, the classes and the input: same digest, same classifier."""
        self.precision = precision
        self.device = network.scale.device

    @property
    def classes(self) -> tuple[str, ...]:
        """Class names in the order of the outputs."""
        return self.card.classes

    @property
    def background(self) -> tuple[str, ...]:
        """Classes that stand for no action and are never proposed."""
        return self.card.background

    @property
    def input_size(self) -> int:
        """Side of the network's square input in pixels."""
        return self.card.image_size

    @property
    def fit(self) -> ImageFit:
        """How a frame becomes that square."""
        return self.card.fit

    @property
    def architecture(self) -> str:
        """Name of the backbone."""
        return self.card.architecture

    @property
    def metrics(self) -> dict[str, float]:
        """Validation metrics of the epoch that is stored."""
        return self.card.metrics

    def target_size(self, width: int, height: int) -> tuple[int, int]:
        """Give the (width, height) to which a decoder should scale such frames."""
        return fitted_size(width, height, size=self.input_size, fit=self.fit)

    def probabilities(self, frames: Pixels) -> Scores:
        """Give class probabilities (N, C), each row summing to 1, of RGB frames (N, H, W, 3).

        All frames have the `target_size`; N may be 0.
        """
        spans = range(0, len(frames), BATCH)
        parts = [self._classify(frames[start : start + BATCH]) for start in spans]
        return np.concatenate(parts) if parts else np.zeros((0, len(self.classes)), np.float32)

    def _classify(self, frames: Pixels) -> Scores:
        square = np.require(to_square(frames, size=self.input_size), requirements=["C", "W"])
        with torch.inference_mode(), self._autocast():
            inputs = torch.from_numpy(square).to(self.device, non_blocking=True)
            logits = self.network(inputs)
        scores = logits.float().softmax(dim=1).cpu().numpy()
        return np.asarray(scores, np.float32)

    def _autocast(self) -> torch.autocast | nullcontext[None]:
        if self.precision == "32":
            return nullcontext()
        return torch.autocast(self.device.type, AUTOCAST_TYPES[self.precision])


def read_card(content: Mapping[str, Any], *, path: Path) -> ClassifierCard:
    """Check what a checkpoint says of itself: it may come from a stranger.

    Raises:
        CheckpointError: an entry is missing or makes no sense.
    """
    try:
        preprocessing = content["preprocessing"]
        card = ClassifierCard(
            architecture=str(content["architecture"]),
            classes=names_of(content["classes"]),
            background=names_of(preprocessing["background"]),
            image_size=int(preprocessing["image_size"]),
            fit=preprocessing["fit"],
            metrics={str(name): float(value) for name, value in content["metrics"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise CheckpointError(
            f"Cannot use '{path}': its description is damaged ({error})."
        ) from error
    if card.fit not in get_args(ImageFit) or not 1 <= card.image_size <= LARGEST_INPUT:
        raise CheckpointError(
            f"Cannot use '{path}': it wants inputs of {card.image_size} pixels, fit '{card.fit}'."
        )
    return card


def names_of(value: Sequence[str]) -> tuple[str, ...]:
    """Check that a value is a list of names.

    Raises:
        TypeError: it is not.
    """
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise TypeError("class names are no list of text")
    return tuple(value)


def digest_of(state: Mapping[str, Tensor], *, card: ClassifierCard) -> str:
    """Hash the weights, the classes and the input of a classifier."""
    hasher = hashlib.sha256()
    description = (card.architecture, card.classes, card.background, card.image_size, card.fit)
    hasher.update(repr(description).encode())
    for name in sorted(state):
        tensor = state[name].contiguous()
        hasher.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        hasher.update(tensor.view(-1).view(torch.uint8).numpy().tobytes())
    return hasher.hexdigest()
