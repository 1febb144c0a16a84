"""Settings of the image classifier. Nothing heavy is imported here."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_doc import Doc
from annotated_types import Ge, Lt

from classifiers.training.options import FitOptions

__all__ = ["ImageFit", "ImageTrainOptions"]

ImageFit = Literal["squash", "crop", "letterbox"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageTrainOptions(FitOptions):
    """How an image classifier is trained."""

    feature_extractor: Annotated[
        str, Doc("network: densenet121, resnet50, mobilenet_v2, ... or any name of timm")
    ] = "densenet121"
    freeze_fe: Annotated[bool, Doc("train the last layer only")] = False
    weights: Annotated[
        str, Doc("'imagenet' (downloaded), 'none' (from scratch) or a file of weights")
    ] = "imagenet"
    image_size: Annotated[int, Ge(32), Doc("side of the network's input in pixels")] = 224
    fit: Annotated[
        ImageFit,
        Doc("how a picture becomes a square: squash it, crop its middle, or pad it (letterbox)"),
    ] = "squash"
    augment: Annotated[bool, Doc("crop, flip, tint and erase training images at random")] = True
    validation_fraction: Annotated[
        float, Ge(0), Lt(1), Doc("part of the images held back to validate")
    ] = 0.2
    background: Annotated[
        str, Doc("class that stands for 'none of the actions' and is never proposed")
    ] = "background"
    class_weights: Annotated[bool, Doc("weigh rare classes up")] = False
