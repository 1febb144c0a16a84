"""Which drawing methods the terminal has.

The optional package `textual-image` asks the terminal when it is imported; the answer arrives on
the terminal's input, so it must be asked before the application takes that over.
"""

from __future__ import annotations

import importlib.util
from typing import Literal

from .blocks import Blocks
from .options import Graphics

Drawing = Literal["kitty", "sixel", "quadrants", "half-blocks", "none"]
"""A settled drawing method."""


def probe_graphics(wanted: Graphics) -> Drawing:
    """Return the drawing method to use; call it before the application runs.

    `auto` takes pixels where the terminal has them. A method that needs the missing extra
    `miner[graphics]` becomes quadrants.
    """
    if wanted in {"quadrants", "half-blocks", "none"}:
        return wanted
    if importlib.util.find_spec("textual_image") is None:
        return "quadrants"
    return _ask_terminal() if wanted == "auto" else wanted


def _ask_terminal() -> Drawing:
    from textual_image import renderable

    if renderable.Image is renderable.SixelImage:
        return "sixel"
    return "kitty" if renderable.Image is renderable.TGPImage else "quadrants"


def blocks_of(drawing: Drawing) -> Blocks:
    """Return the block characters for what is never drawn in true pixels, such as playback."""
    return "half-blocks" if drawing == "half-blocks" else "quadrants"
