"""R3D: a residual network of 3-D convolutions.

Paper: Tran et al., "A Closer Look at Spatiotemporal Convolutions for Action Recognition",
https://arxiv.org/abs/1711.11248. Code: torchvision (BSD-3-Clause), wrapped. Weights:
torchvision's, trained on Kinetics-400 (BSD-3-Clause; the videos have terms of their own).
"""

from torch import nn
from torchvision.models import video as torchvision_video

from .registry import ModelCard, PublishedWeights, video_model


@video_model(
    card=ModelCard(
        family="R3D", paper="https://arxiv.org/abs/1711.11248", code_licence="BSD-3-Clause"
    ),
    weights=(
        PublishedWeights(
            name="kinetics400", source="R3D_18_Weights.KINETICS400_V1", licence="BSD-3-Clause"
        ),
    ),
)
def r3d_18(*, num_classes: int) -> nn.Module:
    """R3D with 18 layers: every convolution spans space and time."""
    network: nn.Module = torchvision_video.r3d_18(num_classes=num_classes)
    return network
