from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.builders import VideoSpec, make_video

SCORE_AND_TELL_PEAK = """
import resource, sys
from pathlib import Path
import numpy as np
from video.decoding import FrameSampling
from video.scoring import score_video

class Scorer:
    classes = ("a",)
    background = ()
    def target_size(self, width, height):
        return width, height
    def probabilities(self, frames):
        return np.zeros((len(frames), 1), np.float32)

track = score_video(Path(sys.argv[1]), Scorer(), sampling=FrameSampling(), batch_size=16)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
sys.stdout.write(f"{len(track.seconds)} {peak}")
"""
"""Prints the number of frames scored and the peak resident memory in kilobytes."""


def score_in_a_process(video: Path) -> tuple[int, int]:
    said = subprocess.run(
        [sys.executable, "-c", SCORE_AND_TELL_PEAK, str(video)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    frames, kilobytes = said.split()
    return int(frames), int(kilobytes)


def test_memory_does_not_grow_with_the_length_of_the_video(tmp_path: Path) -> None:
    options = {"preset": "ultrafast"}
    spec = VideoSpec(frames=150, size=(320, 240), options=options)
    long_spec = VideoSpec(frames=1500, size=(320, 240), options=options)
    short = make_video(tmp_path / "short.mp4", spec)
    long = make_video(tmp_path / "long.mp4", long_spec)

    short_frames, short_peak = score_in_a_process(short)
    long_frames, long_peak = score_in_a_process(long)

    # All frames of the longer one are 330 MB as arrays.
    assert (short_frames, long_frames) == (150, 1500)
    assert long_peak < short_peak + 20_000
