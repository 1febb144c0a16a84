"""Settings of scoring, proposing and cutting.

Each field carries its default, help text and bounds once; flags and `miner.toml` are made of them.
Nothing heavy is imported here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_doc import Doc
from annotated_types import Ge, Gt, Le

from video.timing import FrameSampling

EdgeRule = Literal["shift", "clip"]
"""What happens to a clip that reaches over an end of the video."""

EncoderPreset = Literal[
    "ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow"
]
"""Speed steps of x264, fastest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreOptions:
    """How frames of a video are chosen and scored."""

    every: Annotated[
        int, Ge(0), Doc("Score every N-th frame; 0 scores by time, see the frames per second.")
    ] = 0
    fps: Annotated[
        float, Gt(0), Doc("Frames scored a second, by presentation time, when every is 0.")
    ] = 4.0
    batch_size: Annotated[int, Ge(1), Doc("Frames that the classifier gets at once.")] = 32

    @property
    def sampling(self) -> FrameSampling:
        """The choice of frames that `every` and `fps` stand for."""
        return FrameSampling(every=self.every) if self.every else FrameSampling(fps=self.fps)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeOptions:
    """How candidate clips are made of frame scores."""

    clip_len: Annotated[float, Gt(0), Doc("Length of a clip in seconds.")] = 10.0
    n_clips: Annotated[int, Ge(1), Doc("Clips proposed per video and class at most.")] = 2
    threshold: Annotated[
        float, Ge(0), Le(1), Doc("Smoothed probability at which an action is taken to happen.")
    ] = 0.5
    smoothing_seconds: Annotated[
        float, Ge(0), Doc("Width of the window that smooths the scores, in seconds.")
    ] = 1.0
    min_active_seconds: Annotated[
        float, Ge(0), Doc("An action seen for less than this is taken for a flicker, in seconds.")
    ] = 0.5
    merge_gap_seconds: Annotated[
        float, Ge(0), Doc("Pauses up to this length do not split an action, in seconds.")
    ] = 1.0
    nms_overlap: Annotated[
        float,
        Ge(0),
        Le(1),
        Doc("Largest overlap (intersection over union) of two clips of one class and video."),
    ] = 0.0
    edge: Annotated[
        EdgeRule,
        Doc("A clip over an end of the video is shifted inside (keeps its length) or clipped."),
    ] = "shift"


@dataclass(frozen=True, slots=True, kw_only=True)
class CutOptions:
    """How clip files are encoded."""

    crf: Annotated[
        int, Ge(0), Le(51), Doc("H.264 quality: 0 is lossless, 18 looks it, 28 is small.")
    ] = 20
    preset: Annotated[
        EncoderPreset, Doc("H.264 speed: slower presets make smaller files of the same quality.")
    ] = "veryfast"
    max_side: Annotated[
        int, Ge(0), Doc("Longer side of a clip in pixels at most; 0 keeps the video's size.")
    ] = 0
    audio: Annotated[bool, Doc("Keep the sound.")] = True
