"""R(2+1)D: each 3-D convolution split into a spatial and a temporal one.

Paper: Tran et al., "A Closer Look at Spatiotemporal Convolutions for Action Recognition",
https://arxiv.org/abs/1711.11248. Code: torchvision (BSD-3-Clause), whose residual network is
wrapped here; the convolution of the authors' own VMZ (Apache-2.0) is written anew from the paper.
Weights: torchvision's, trained on Kinetics-400 (BSD-3-Clause; the videos have terms of their own).

A split convolution has M planes between its halves, so many that it has as many weights as the
whole one: M = floor(27 * Nin * Nout / (9 * Nin + 3 * Nout)). VMZ computes M for every convolution;
torchvision takes the first of a block for both, which leaves the 18-layer network 1.9 M weights
smaller.
"""

from torch import nn
from torchvision.models.video.resnet import BasicBlock, Conv2Plus1D, R2Plus1dStem, VideoResNet

from .registry import ModelCard, PublishedWeights, video_model

VMZ_BATCH_NORM_EPSILON = 1e-3
"""VMZ adds this to the variance; PyTorch's default is 1e-5."""

CARD = ModelCard(
    family="R(2+1)D", paper="https://arxiv.org/abs/1711.11248", code_licence="BSD-3-Clause"
)


# torchvision ships no types
class VmzConv2Plus1D(Conv2Plus1D):  # type: ignore[misc]
    """A split convolution with mid-planes counted from its own inputs and outputs, as VMZ does."""

    def __init__(
        self, in_planes: int, out_planes: int, midplanes: int, stride: int = 1, padding: int = 1
    ) -> None:
        del midplanes  # torchvision's count belongs to the block, not to this convolution
        own_midplanes = 27 * in_planes * out_planes // (9 * in_planes + 3 * out_planes)
        super().__init__(in_planes, out_planes, own_midplanes, stride, padding)


@video_model(
    card=CARD,
    weights=(
        PublishedWeights(
            name="kinetics400",
            source="R2Plus1D_18_Weights.KINETICS400_V1",
            licence="BSD-3-Clause",
        ),
    ),
)
def r2plus1d_18(*, num_classes: int) -> nn.Module:
    """R(2+1)D with 18 layers and torchvision's mid-planes."""
    return _r2plus1d(Conv2Plus1D, blocks=2, num_classes=num_classes)


@video_model(card=CARD)
def r2plus1d_18_vmz(*, num_classes: int) -> nn.Module:
    """R(2+1)D with 18 layers and the mid-planes and batch-norm epsilon of the authors' VMZ."""
    network = _r2plus1d(VmzConv2Plus1D, blocks=2, num_classes=num_classes)
    for module in network.modules():
        if isinstance(module, nn.BatchNorm3d):
            module.eps = VMZ_BATCH_NORM_EPSILON
    return network


@video_model(card=CARD)
def r2plus1d_10(*, num_classes: int) -> nn.Module:
    """R(2+1)D with 10 layers, one block a stage, for quick runs and small data."""
    return _r2plus1d(Conv2Plus1D, blocks=1, num_classes=num_classes)


def _r2plus1d(convolution: type[Conv2Plus1D], *, blocks: int, num_classes: int) -> nn.Module:
    """Build the network with `blocks` residual blocks in each of its four stages."""
    network: nn.Module = VideoResNet(
        BasicBlock, [convolution] * 4, [blocks] * 4, R2Plus1dStem, num_classes=num_classes
    )
    return network
