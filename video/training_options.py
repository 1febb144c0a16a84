"""Settings of training, judging and using a video model: defaults, help and bounds."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_doc import Doc
from annotated_types import Ge, Gt, Le, Lt

from classifiers.training.options import Device, FitOptions, Precision

CropCount = Literal[1, 3, 5]
"""Square views of a clip: the middle; 3 along the long side; the middle and the corners."""

USUAL_MARGIN = 8 / 7
"""Short side over crop of the usual recipe, 128 over 112."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoTrainOptions(FitOptions):
    """How a video model is trained."""

    model: Annotated[str, Doc("video model, such as r2plus1d_18")] = "r2plus1d_18"
    weights: Annotated[
        str, Doc("'none' (from scratch), a published set ('kinetics400', downloaded) or a file")
    ] = "none"
    epochs: Annotated[int, Ge(1), Doc("passes over the training videos")] = 30
    batch_size: Annotated[int, Ge(1), Doc("clips a step; shrinks to a smaller set")] = 8
    gradient_clip: Annotated[float, Ge(0), Doc("largest norm of a gradient; 0 means any")] = 1.0
    dropout: Annotated[
        float, Ge(0), Lt(1), Doc("part of the features dropped before the last layer")
    ] = 0.0
    freeze_backbone: Annotated[bool, Doc("train the last layer only")] = False
    frames_per_clip: Annotated[int, Ge(1), Doc("frames of a clip")] = 16
    stride: Annotated[
        int, Ge(1), Doc("distance of neighbouring frames of a clip, in frames of the video")
    ] = 2
    fps: Annotated[
        float, Ge(0), Doc("frames a second to resample videos to, by time stamps; 0 keeps them all")
    ] = 0.0
    image_size: Annotated[int, Ge(16), Doc("side of the network's input in pixels")] = 112
    resize_short_side: Annotated[
        int, Ge(0), Doc("short side that videos are scaled to in pixels; 0 means 8/7 of the input")
    ] = 0
    clips_per_video: Annotated[int, Ge(1), Doc("clips drawn from a video in an epoch")] = 1
    min_crop_scale: Annotated[
        float, Gt(0), Le(1), Doc("smallest part of a frame that a random crop keeps; 1: its middle")
    ] = 0.5
    flip: Annotated[bool, Doc("mirror half of the training clips left to right")] = True
    directional_classes: Annotated[
        tuple[str, ...], Doc("classes never mirrored, such as 'turn left'")
    ] = ()
    colour_jitter: Annotated[
        float, Ge(0), Lt(1), Doc("largest relative change of brightness, contrast and saturation")
    ] = 0.2
    cache_megabytes: Annotated[
        int, Ge(0), Doc("memory for decoded videos; the others are decoded anew in each epoch")
    ] = 2048

    @property
    def short_side(self) -> int:
        """Short side that videos are scaled to, in pixels."""
        return max(self.image_size, self.resize_short_side or round(self.image_size * USUAL_MARGIN))


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoEvalOptions:
    """How a video model is judged."""

    num_clips: Annotated[int, Ge(1), Doc("clips of a video, spread evenly over it")] = 10
    num_crops: Annotated[
        CropCount, Doc("square crops of a clip: 1, 3 along the long side, or 5")
    ] = 1
    batch_size: Annotated[int, Ge(1), Doc("clips a step")] = 8
    precision: Annotated[Precision, Doc("'auto' takes bf16 where it is faster, else 32 bits")] = (
        "auto"
    )
    device: Annotated[Device, Doc("where to compute; 'auto' takes a GPU if there is one")] = "auto"


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictOptions:
    """How a video model is used on a file."""

    hop_seconds: Annotated[
        float, Gt(0), Doc("time from the start of a clip to the start of the next")
    ] = 1.0
    top: Annotated[int, Ge(1), Doc("labels written on the picture")] = 3
    batch_size: Annotated[int, Ge(1), Doc("clips a step")] = 8
    precision: Annotated[Precision, Doc("'auto' takes bf16 where it is faster, else 32 bits")] = (
        "auto"
    )
    device: Annotated[Device, Doc("where to compute; 'auto' takes a GPU if there is one")] = "auto"
