"""What the tests of package video share: videos that several read, and calm computing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import pytest
import torch

from tests.builders import SAMPLE_RATE, VideoSpec, make_video


@pytest.fixture(scope="package", autouse=True)
def _one_thread() -> Iterator[None]:
    """Compute on one thread: networks this small gain nothing from more."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def beeping_video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten seconds at 30 frames a second with a beep at each whole second."""
    folder = tmp_path_factory.mktemp("beeping")
    return make_video(folder / "beeping.mp4", VideoSpec(frames=300, audio=True))


@pytest.fixture(scope="session")
def beeps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A second of sound without pictures."""
    path = tmp_path_factory.mktemp("beeps") / "sound.m4a"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=SAMPLE_RATE, layout="mono")
        silence = np.zeros((1, SAMPLE_RATE), np.float32)
        frame = av.AudioFrame.from_ndarray(silence, "fltp", "mono")
        frame.sample_rate = SAMPLE_RATE
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
