"""Cards with real filmstrips for tests."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np

from review_ui.store import ActionCard, ClipCard

SQUAT = ActionCard(
    action_id="squat",
    name="squatting",
    definition="The thighs get level and the person stands up again.",
    positives=("with a barbell",),
    negatives=("sitting down",),
)
DANCE = ActionCard(action_id="dance", name="dancing", synonyms=("boogie",))
JACKS = ActionCard(action_id="jacks", name="jumping jacks", synonyms=("star jumps",))
ACTIONS = (SQUAT, DANCE, JACKS)

STRIP_COLOURS = ((200, 40, 40), (40, 200, 40), (40, 40, 200), (200, 200, 40))
"""RGB of the cells of every test filmstrip, left to right."""


def write_strip(path: Path) -> Path:
    """Write a filmstrip of four cells of 64 x 48 pixels, each of one colour."""
    row = np.repeat(np.array([STRIP_COLOURS], dtype=np.uint8), 64, axis=1)
    picture = np.repeat(row, 48, axis=0)
    cv2.imwrite(str(path), picture[:, :, ::-1])
    return path


def make_card(
    clip_id: str, *, folder: Path, action: ActionCard = SQUAT, title: str = "A"
) -> ClipCard:
    """Return the card of a clip at 10 to 12 s of a minute's video; its clip file may be missing."""
    return ClipCard(
        clip_id=clip_id,
        action=action,
        clip_path=folder / "clip.mp4",
        strip_path=write_strip(folder / f"{clip_id}.png"),
        strip_seconds=(10.25, 10.75, 11.25, 11.75),
        curve=tuple((second / 2, 0.9 if 20 <= second < 24 else 0.1) for second in range(120)),
        start_seconds=10.0,
        end_seconds=12.0,
        peak_seconds=11.3,
        score=0.9,
        video_title=title,
        source_url="https://example.org/v",
        video_duration_seconds=60.0,
    )
