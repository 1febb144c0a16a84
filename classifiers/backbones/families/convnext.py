"""ConvNeXt. Liu et al., 2022, arXiv:2201.03545. Code BSD-3-Clause (torchvision)."""

from classifiers.backbones.torchvision_networks import register_torchvision

register_torchvision(
    "convnext_tiny", "convnext_small", "convnext_base", "convnext_large", head="classifier"
)
