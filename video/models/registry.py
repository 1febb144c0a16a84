"""The registry of video models: a decorated builder per variant, found by name.

>>> model_spec("r2plus1d_18").inputs.frames
16
"""

import difflib
import fnmatch
import functools
import importlib
import importlib.util
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from video.errors import UnknownModel

if TYPE_CHECKING:
    from torch import nn

Build = Callable[..., "nn.Module"]
"""Makes a network of `num_classes`, and of `frames` and `faithful` where it declares them."""

Modality = Literal["rgb", "rgb-difference", "flow"]
"""What the channels of a clip are."""

KINETICS_MEAN = (0.43216, 0.394666, 0.37645)
"""Channel means of Kinetics-400 in [0, 1], RGB, as torchvision's video models expect them."""

KINETICS_STD = (0.22803, 0.22145, 0.216989)
"""Channel deviations of Kinetics-400 in [0, 1], RGB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipInput:
    """The clips a model is meant for; networks take them as (B, C, T, H, W)."""

    frames: int = 16
    """Frames of a clip."""
    stride: int = 1
    """Distance of neighbouring frames of a clip, in frames of the video."""
    fps: float = 0.0
    """Frames a second that videos are resampled to before that; 0 keeps all their frames."""
    size: int = 112
    """Side of the square that the model sees, in pixels."""
    resize: int = 128
    """Short side that a frame is scaled to before it is cropped, in pixels."""
    mean: tuple[float, ...] = KINETICS_MEAN
    """Subtracted from each channel, which lies in [0, 1]."""
    std: tuple[float, ...] = KINETICS_STD
    """Divides each channel after that."""
    colour: Literal["rgb", "bgr"] = "rgb"
    """Order of the colour channels."""
    modality: Modality = "rgb"
    """What the channels are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCard:
    """Where a design comes from and under which terms."""

    family: str
    """Name that the variants share."""
    paper: str
    """Link to the paper that describes the design."""
    code_licence: str
    """SPDX name of the licence of the code that builds it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedWeights:
    """Weights that somebody published for a variant."""

    name: str
    """What the user types."""
    source: str
    """Name by which torchvision finds, fetches and checks the file."""
    licence: str
    """Terms of the weights."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoModelSpec:
    """Everything known of a variant before it is built."""

    name: str
    """What the user types."""
    build: Build
    """Makes the network with fresh weights."""
    inputs: ClipInput
    """The clips it is meant for."""
    card: ModelCard
    """Origin and terms."""
    weights: tuple[PublishedWeights, ...]
    """Published weights, perhaps none."""
    head: str
    """Dotted name of the last linear layer, the one that knows the classes."""
    requires: tuple[str, ...]
    """Import names of libraries that only this model needs."""

    @property
    def summary(self) -> str:
        """The first sentence of the builder's docstring."""
        return inspect.getdoc(self.build).splitlines()[0]  # type: ignore[union-attr]

    @property
    def missing(self) -> tuple[str, ...]:
        """The libraries of `requires` that are not installed."""
        return tuple(name for name in self.requires if importlib.util.find_spec(name) is None)


_MODELS: dict[str, VideoModelSpec] = {}


def video_model(
    *,
    card: ModelCard,
    inputs: ClipInput | None = None,
    weights: tuple[PublishedWeights, ...] = (),
    head: str = "fc",
    requires: tuple[str, ...] = (),
) -> Callable[[Build], Build]:
    """Register the decorated builder under its own name.

    Raises:
        ValueError: the name is taken.
    """

    def register(build: Build) -> Build:
        name = build.__name__
        if name in _MODELS:
            raise ValueError(f"Video model '{name}' is already registered.")
        _MODELS[name] = VideoModelSpec(
            name=name,
            build=build,
            inputs=inputs or ClipInput(),
            card=card,
            weights=weights,
            head=head,
            requires=requires,
        )
        return build

    return register


def list_models(pattern: str = "*") -> list[str]:
    """Return the names that match the shell pattern, sorted."""
    _import_families()
    return fnmatch.filter(sorted(_MODELS), pattern)


def model_spec(name: str) -> VideoModelSpec:
    """Return what is known of the variant `name`.

    Raises:
        UnknownModel: no variant has that name.
    """
    names = list_models()
    if name in _MODELS:
        return _MODELS[name]
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    hint = f"Did you mean '{close[0]}'?" if close else f"Known names: {', '.join(names)}."
    raise UnknownModel(
        f"Cannot build video model '{name}': no model has that name. {hint}", kind="unknown-model"
    )


def create_model(
    name: str, *, num_classes: int, frames: int | None = None, faithful: bool = False
) -> "nn.Module":
    """Build the variant `name` with fresh weights and `num_classes` outputs.

    Args:
        name: a name of `list_models`.
        num_classes: number of logits.
        frames: length of the clips, for designs whose layers depend on it; the default is the
            model's own.
        faithful: reproduce the original's known faults, where the design has such a mode, so that
            its
            checkpoints mean the same.

    Raises:
        UnknownModel: no variant has that name, or it needs a library that is not installed.
    """
    spec = model_spec(name)
    if spec.missing:
        raise UnknownModel(
            f"Cannot build video model '{name}': {', '.join(spec.missing)} is not installed. "
            f"Run 'pip install {' '.join(spec.missing)}'.",
            kind="missing-library",
        )
    wishes = {"frames": frames or spec.inputs.frames, "faithful": faithful}
    accepted = inspect.signature(spec.build).parameters
    return spec.build(
        num_classes=num_classes, **{key: wishes[key] for key in wishes if key in accepted}
    )


@functools.cache
def _import_families() -> None:
    """Import the files beside this one, so that their decorators run."""
    package = importlib.import_module(__package__)
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"{__package__}.{module.name}")
