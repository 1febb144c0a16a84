from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from tests.builders import painted, painted_number
from video.decoding import FrameSampling, iter_frames
from video.encoding import SoundFormat, VideoWriter
from video.errors import CannotCut
from video.probe import probe_video

NOISE_WITH_LITTLE_ROOM = """
import resource, signal, sys
from pathlib import Path
import numpy as np
from video.encoding import VideoWriter
from video.errors import CannotCut

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    with VideoWriter(Path(sys.argv[1]), width=320, height=240, fps=30) as writer:
        for seed in range(30):
            noise = np.random.default_rng(seed).integers(0, 256, (240, 320, 3), dtype=np.uint8)
            writer.write(noise)
except CannotCut as error:
    sys.stdout.write(f"{error.kind}: {error}")
"""


def test_written_frames_come_back_at_the_exact_rate(tmp_path: Path) -> None:
    rate = Fraction(30000, 1001)
    with VideoWriter(tmp_path / "a.mp4", width=160, height=120, fps=rate) as writer:
        for number in range(40):
            writer.write(painted(number))

    frames = list(iter_frames(tmp_path / "a.mp4", sampling=FrameSampling()))
    assert [painted_number(frame.rgb) for frame in frames] == list(range(40))
    assert [frame.seconds for frame in frames] == pytest.approx(
        [n * 1001 / 30000 for n in range(40)]
    )
    assert probe_video(tmp_path / "a.mp4").fps == rate
    assert writer.frames_written == 40


def test_odd_sizes_lose_their_last_row_and_column(tmp_path: Path) -> None:
    with VideoWriter(tmp_path / "a.mp4", width=161, height=121, fps=25) as writer:
        writer.write(painted(7, size=(161, 121)))

    info = probe_video(tmp_path / "a.mp4")
    assert (info.width, info.height) == (160, 120)
    assert info.fps == 25


def test_sound_is_written_beside_the_pictures(tmp_path: Path) -> None:
    sound = SoundFormat(sample_rate=48_000, channels=2)
    with VideoWriter(tmp_path / "a.mp4", width=64, height=64, fps=10, sound=sound) as writer:
        for _ in range(10):
            writer.write(np.zeros((64, 64, 3), np.uint8))
        writer.write_samples(np.zeros((2, 48_000), np.float32))

    with av.open(str(tmp_path / "a.mp4")) as container:
        samples = sum(frame.samples for frame in container.decode(audio=0))
    assert 48_000 <= samples < 48_000 + 2 * 1024


def test_the_same_pictures_make_the_same_file(tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        with VideoWriter(tmp_path / name, width=160, height=120, fps=30) as writer:
            for number in range(60):
                writer.write(painted(number))

    assert (tmp_path / "a.mp4").read_bytes() == (tmp_path / "b.mp4").read_bytes()


def test_an_error_leaves_nothing_behind_and_an_older_file_in_place(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"older")

    def write_and_fail() -> None:
        with VideoWriter(tmp_path / "a.mp4", width=160, height=120, fps=30) as writer:
            writer.write(painted(0))
            raise KeyError("stop")

    with pytest.raises(KeyError, match="stop"):
        write_and_fail()

    assert [path.name for path in tmp_path.iterdir()] == ["a.mp4"]
    assert (tmp_path / "a.mp4").read_bytes() == b"older"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(CannotCut, match=r"Cannot write .*a\.mp4': no such file") as caught,
        VideoWriter(tmp_path / "none" / "a.mp4", width=64, height=64, fps=30),
    ):
        pass

    assert caught.value.kind == "unwritable"


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"

    said = subprocess.run(
        [sys.executable, "-c", NOISE_WITH_LITTLE_ROOM, str(target)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout

    assert said.startswith(f"disk-full: Cannot write '{target}': the disk is full.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("shape", "words"), [((120, 161, 3), "picture shape"), ((120, 160), "picture shape")]
)
def test_pictures_of_another_shape_are_refused(
    tmp_path: Path, shape: tuple[int, ...], words: str
) -> None:
    with (
        pytest.raises(ValueError, match=words),
        VideoWriter(tmp_path / "a.mp4", width=160, height=120, fps=30) as writer,
    ):
        writer.write(np.zeros(shape, np.uint8))
