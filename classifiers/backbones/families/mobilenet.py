"""MobileNet V2 and V3. arXiv:1801.04381, arXiv:1905.02244. Code BSD-3-Clause (torchvision)."""

from classifiers.backbones.torchvision_networks import register_torchvision

register_torchvision("mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large", head="classifier")
