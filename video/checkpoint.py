"""A trained video model read back from its checkpoint, ready to look at clips.

model = load_video_model(Path("runs/1/best.ckpt"))
probabilities = model.predict_clips(clips)      # bytes (B, T, H, W, 3) to (B, C)
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from classifiers.training.checkpoint import model_state, read_checkpoint
from classifiers.training.options import Device, Precision
from classifiers.training.precision import ResolvedPrecision, choose_device, choose_precision
from video.errors import VideoCheckpointError
from video.models import ClipInput
from video.training.network import ClipNetwork, build_clip_network

Probabilities = NDArray[np.float32]
"""One row a clip, one column a class; rows sum to 1."""


CHANNELS = 3
"""Red, green and blue."""

AUTOCAST: dict[ResolvedPrecision, torch.dtype | None] = {
    "32": None,
    "bf16": torch.bfloat16,
    "16": torch.float16,
}
"""What torch computes convolutions with; None for plain 32 bits."""


class VideoClassifier:
    """A trained network with what it must be fed and what its outputs mean."""

    def __init__(
        self,
        network: ClipNetwork,
        *,
        card: dict[str, Any],
        device: torch.device,
        precision: Precision,
    ) -> None:
        self.network = network.to(device).eval().requires_grad_(requires_grad=False)
        self.device = device
        self.dtype = AUTOCAST[choose_precision(precision, device)]
        self.classes: tuple[str, ...] = tuple(card["classes"])
        self.architecture: str = card["architecture"]
        self.metrics: dict[str, float] = card["metrics"]
        self.inputs = network.inputs
        self.digest = weights_digest(network, classes=self.classes)

    def predict_clips(self, clips: NDArray[np.uint8]) -> Probabilities:
        """Return the probabilities (B, C) of RGB clips (B, T, H, W, 3) of the network's size."""
        batch = torch.from_numpy(clips).to(self.device)
        with (
            torch.inference_mode(),
            torch.autocast(self.device.type, dtype=self.dtype, enabled=self.dtype is not None),
        ):
            logits = self.network(batch)
        probabilities: Probabilities = logits.float().softmax(dim=1).cpu().numpy()
        return probabilities

    def require_known(self, labels: Sequence[str]) -> None:
        """Make sure that the network knows every label.

        Raises:
            VideoCheckpointError: it does not.
        """
        unknown = sorted(set(labels) - set(self.classes))
        if unknown:
            raise VideoCheckpointError(
                f"Cannot judge clips of class '{unknown[0]}': the checkpoint knows "
                f"{', '.join(repr(name) for name in self.classes)}. "
                "Use the checkpoint of this dataset or leave the class out.",
                kind="unknown-classes",
            )


def load_video_model(
    path: Path, *, device: Device = "auto", precision: Precision = "auto"
) -> VideoClassifier:
    """Read the checkpoint of a video model; no code in it is ever run.

    Raises:
        CheckpointError: the file is missing, cut short, of another kind, or holds code.
        UnknownModel: this version has no model of the checkpoint's architecture.
        VideoCheckpointError: what it says of its network is incomplete or impossible, or the
            weights do not fit that architecture.
        DeviceError: device or precision do not exist here.
    """
    checkpoint = read_checkpoint(path, kind="video-model")
    card = checkpoint["miner"]
    inputs = read_inputs(card, path=path)
    network = build_clip_network(
        card["architecture"], num_classes=len(card["classes"]), inputs=inputs
    )
    try:
        network.load_state_dict(model_state(checkpoint))
    except RuntimeError as error:
        raise VideoCheckpointError(
            f"Cannot load '{path}': its weights are not those of '{card['architecture']}'. "
            "Train again or use another checkpoint.",
            kind="mismatch",
        ) from error
    return VideoClassifier(network, card=card, device=choose_device(device), precision=precision)


def read_inputs(card: dict[str, Any], *, path: Path) -> ClipInput:
    """Return the clips that a checkpoint is meant for, and check the rest of what it says.

    Raises:
        VideoCheckpointError: something is missing or impossible.
    """
    try:
        inputs = ClipInput(**card["preprocessing"])
        sides = (inputs.frames, inputs.stride, inputs.size, inputs.resize)
        is_sound = (
            isinstance(card["architecture"], str)
            and isinstance(card["metrics"], dict)
            and isinstance(card["classes"], list | tuple)
            and all(isinstance(name, str) for name in card["classes"])
            and min(sides) >= 1
            and inputs.fps >= 0
            and len(inputs.mean) == len(inputs.std) == CHANNELS
            and min(inputs.std) > 0
        )
    except (KeyError, TypeError):
        is_sound = False
    if not is_sound:
        raise VideoCheckpointError(
            f"Cannot load '{path}': what it says of its network is incomplete or impossible. "
            "Train again or use another checkpoint.",
            kind="corrupt",
        )
    return inputs


def weights_digest(network: ClipNetwork, *, classes: Sequence[str]) -> str:
    """Return the SHA-256 of class names and weights: equal models have equal digests."""
    digest = hashlib.sha256("\n".join(classes).encode())
    for name, tensor in sorted(network.state_dict().items()):
        digest.update(name.encode())
        digest.update(tensor.detach().cpu().contiguous().numpy().tobytes())
    return digest.hexdigest()
