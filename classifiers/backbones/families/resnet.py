"""ResNet and its wider relatives. He et al., 2016, arXiv:1512.03385. Code BSD-3-Clause."""

from classifiers.backbones.torchvision_networks import register_torchvision

register_torchvision("resnet18", "resnet34", "resnet50", "resnet101", "resnet152", head="fc")
register_torchvision("resnext50_32x4d", "resnext101_32x8d", "wide_resnet50_2", head="fc")
