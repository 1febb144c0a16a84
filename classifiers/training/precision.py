"""Which device and which number format to compute with."""

from typing import Literal

import torch

from classifiers.errors import DeviceError

from .options import Device, Precision

__all__ = ["ResolvedPrecision", "choose_device", "choose_precision", "lightning_precision"]

ResolvedPrecision = Literal["32", "bf16", "16"]
LightningPrecision = Literal["32-true", "bf16-mixed", "16-mixed"]


def choose_device(device: Device = "auto") -> torch.device:
    """Give the device to compute on.

    Raises:
        DeviceError: CUDA is asked for and there is none.
    """
    if device == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device == "cuda" and not torch.cuda.is_available():
        raise DeviceError("Cannot use device 'cuda': torch finds no GPU here. Use 'auto' or 'cpu'.")
    return torch.device(device)


def choose_precision(precision: Precision, device: torch.device) -> ResolvedPrecision:
    """Settle 'auto': bf16 on GPUs and CPUs that have units for it, else 32 bits.

    Raises:
        DeviceError: 16-bit floats are asked for on a CPU.
    """
    if precision == "16" and device.type == "cpu":
        raise DeviceError(
            "Cannot train with precision '16' on a CPU: it needs a GPU. Use 'auto', 'bf16' or '32'."
        )
    if precision != "auto":
        return precision
    return "bf16" if has_fast_bf16(device) else "32"


def has_fast_bf16(device: torch.device) -> bool:
    """Say whether the device multiplies bf16 faster than 32 bits."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return bool(torch.cpu._is_amx_tile_supported() or torch.cpu._is_avx512_bf16_supported())


def lightning_precision(
    precision: ResolvedPrecision,
) -> Literal["32-true", "bf16-mixed", "16-mixed"]:
    """Give Lightning's word for a precision."""
    words: dict[ResolvedPrecision, Literal["32-true", "bf16-mixed", "16-mixed"]] = {
        "32": "32-true",
        "bf16": "bf16-mixed",
        "16": "16-mixed",
    }
    return words[precision]
