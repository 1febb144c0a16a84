from __future__ import annotations

import numpy as np
import pytest

from video.clip_sound import ClipSound, Samples
from video.encoding import SoundFormat

MONO = SoundFormat(sample_rate=1000, channels=1)


def ones(milliseconds: int, value: float = 1.0) -> Samples:
    return np.full((1, milliseconds), value, np.float32)


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        pytest.param([(ones(100), 2.0)], [(100, 1.0)], id="from the start"),
        pytest.param([(ones(100), 1.95)], [(50, 1.0)], id="begins before"),
        pytest.param([(ones(50), 2.1)], [(100, 0.0), (50, 1.0)], id="begins late"),
        pytest.param([(ones(100), 1.0)], [], id="all before"),
        pytest.param([(ones(100), 3.0)], [], id="all after"),
        pytest.param([(ones(2000), 1.0)], [(1000, 1.0)], id="reaches over both ends"),
        pytest.param(
            [(ones(100), 2.0), (ones(100, 0.5), 2.105)], [(100, 1.0), (100, 0.5)], id="jitter"
        ),
        pytest.param(
            [(ones(100), 2.0), (ones(100, 0.5), 2.2)],
            [(100, 1.0), (100, 0.0), (100, 0.5)],
            id="gap",
        ),
        pytest.param(
            [(ones(100), 2.0), (ones(100, 0.5), 2.04)], [(100, 1.0), (40, 0.5)], id="overlap"
        ),
    ],
)
def test_sound_is_laid_at_its_time(
    pieces: list[tuple[Samples, float]], expected: list[tuple[int, float]]
) -> None:
    clip = ClipSound(MONO, start_seconds=2.0, end_seconds=3.0)

    laid = np.concatenate([clip.add(*piece) for piece in pieces], axis=1)

    wanted = [value for length, value in expected for _ in range(length)]
    assert laid[0].tolist() == wanted


def test_silence_fills_up_to_the_end_of_the_pictures() -> None:
    clip = ClipSound(MONO, start_seconds=2.0, end_seconds=3.0)
    clip.add(ones(300), 2.0)

    assert clip.rest(2.8).shape == (1, 500)
    assert clip.rest(9.0).shape == (1, 200)
    assert clip.rest(9.0).shape == (1, 0)
