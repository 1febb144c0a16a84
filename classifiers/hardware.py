"""What this machine computes with, in words."""

import torch

from classifiers.training.precision import choose_device, choose_precision


def describe_device() -> str:
    """Return the device and the precision that `auto` picks, such as `CPU, 2 threads, bf16`."""
    device = choose_device("auto")
    precision = choose_precision("auto", device)
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        memory = properties.total_memory / 2**30
        return f"{properties.name}, {memory:.0f} GiB, {precision}"
    return f"{device.type.upper()}, {torch.get_num_threads()} threads, {precision}"
