"""What this machine computes with, in words."""

import torch

from classifiers.training.precision import choose_device, choose_precision

_FORMATS = {"32": "float32", "bf16": "bfloat16", "16": "float16"}


def describe_device() -> str:
    """Return the device and the precision that `auto` picks, such as `CPU, 2 threads, float32`."""
    device = choose_device("auto")
    number_format = _FORMATS[choose_precision("auto", device)]
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        memory = properties.total_memory / 2**30
        return f"{properties.name}, {memory:.0f} GiB, {number_format}"
    threads = torch.get_num_threads()
    noun = "thread" if threads == 1 else "threads"
    return f"{device.type.upper()}, {threads} {noun}, {number_format}"
