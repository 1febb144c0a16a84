"""Settings of the review application; their defaults, help and bounds are written here once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Literal

from annotated_doc import Doc
from annotated_types import Ge, Gt, Le

Graphics = Literal["auto", "kitty", "sixel", "quadrants", "half-blocks", "none"]
"""How pictures are drawn; `auto` asks the terminal, `none` shows words only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOptions:
    """How the review application looks and asks."""

    graphics: Annotated[
        Graphics,
        Doc("How pictures are drawn: auto, kitty, sixel, quadrants, half-blocks or none."),
    ] = "auto"
    """Drawing method."""
    whole_clip_question: Annotated[
        bool, Doc("After a yes, ask whether the action lasts the whole clip.")
    ] = True
    """Whether a `yes` is followed by the second question."""
    playback_speed: Annotated[
        float, Ge(1), Le(8), Doc("Speed at which playback starts: 1 is the clip's own speed.")
    ] = 1.0
    """Multiple of the clip's own speed."""
    trim_step_seconds: Annotated[
        float, Gt(0), Le(10), Doc("How far one key press moves the start or end of a clip.")
    ] = 0.5
    """Step of the trim keys."""
    keys: Annotated[
        dict[str, str],
        Doc('Other keys for a command, such as yes = "y,enter"; see the help screen for names.'),
    ] = field(default_factory=dict)
    """Command name to comma-separated keys, replacing the command's own."""
