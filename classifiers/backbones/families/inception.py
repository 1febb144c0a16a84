"""Inception v3. Szegedy et al., 2015, arXiv:1512.00567. Code BSD-3-Clause (torchvision)."""

from classifiers.backbones.torchvision_networks import register_torchvision

register_torchvision("inception_v3", head="fc", build_arguments={"init_weights": True})
