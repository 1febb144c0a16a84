"""DenseNet. Huang et al., 2017, arXiv:1608.06993. Code BSD-3-Clause (torchvision)."""

import re

from classifiers.backbones.torchvision_networks import register_torchvision

OLD_NAME = re.compile(r"(denselayer\d+\.(?:norm|conv))\.([12])")
"""Published weights still say `denselayer1.norm.1`; a dot in a module's name is forbidden today."""


def modern_name(name: str) -> str:
    """Turn a tensor's name of 2017 into today's.

    >>> modern_name("features.denseblock1.denselayer1.norm.1.weight")
    'features.denseblock1.denselayer1.norm1.weight'
    """
    return OLD_NAME.sub(r"\1\2", name)


register_torchvision(
    "densenet121",
    "densenet161",
    "densenet169",
    "densenet201",
    head="classifier",
    rename=modern_name,
)
