"""Mixed convolutions: 3-D in the early stages, 2-D in the late ones.

Paper: Tran et al., "A Closer Look at Spatiotemporal Convolutions for Action Recognition",
https://arxiv.org/abs/1711.11248. Code: torchvision (BSD-3-Clause), wrapped. Weights:
torchvision's, trained on Kinetics-400 (BSD-3-Clause; the videos have terms of their own).
"""

from torch import nn
from torchvision.models import video as torchvision_video

from .registry import ModelCard, PublishedWeights, video_model


@video_model(
    card=ModelCard(
        family="MC", paper="https://arxiv.org/abs/1711.11248", code_licence="BSD-3-Clause"
    ),
    weights=(
        PublishedWeights(
            name="kinetics400", source="MC3_18_Weights.KINETICS400_V1", licence="BSD-3-Clause"
        ),
    ),
)
def mc3_18(*, num_classes: int) -> nn.Module:
    """MC3 with 18 layers: 3-D convolutions in the stem and the first stage, 2-D after."""
    network: nn.Module = torchvision_video.mc3_18(num_classes=num_classes)
    return network
