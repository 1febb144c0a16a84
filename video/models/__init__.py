"""Video models by name: one file a family, found on first look-up.

>>> from video.models import list_models
>>> list_models("mc3*")
['mc3_18']
"""

from .registry import (
    ClipInput,
    ModelCard,
    PublishedWeights,
    VideoModelSpec,
    create_model,
    list_models,
    model_spec,
    video_model,
)

__all__ = [
    "ClipInput",
    "ModelCard",
    "PublishedWeights",
    "VideoModelSpec",
    "create_model",
    "list_models",
    "model_spec",
    "video_model",
]
