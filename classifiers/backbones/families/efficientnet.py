"""EfficientNet and V2. arXiv:1905.11946, arXiv:2104.00298. Code BSD-3-Clause (torchvision)."""

from classifiers.backbones.torchvision_networks import register_torchvision

register_torchvision(*(f"efficientnet_b{scale}" for scale in range(8)), head="classifier")
register_torchvision(*(f"efficientnet_v2_{size}" for size in "sml"), head="classifier")
