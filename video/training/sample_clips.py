"""An animated training clip for TensorBoard, as the network gets it."""

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image
from tensorboard.compat.proto.summary_pb2 import Summary  # type: ignore[import-untyped]
from torch.utils.tensorboard import SummaryWriter

from video.clip_transforms import Clip

FRAME_MILLISECONDS = 100
"""Time that a frame of the animation stands."""


def log_sample_clip(folder: Path, clip: Clip, *, label: str) -> None:
    """Write `clip` into the TensorBoard log of the run `folder`, as an animated image."""
    image = Summary.Image(
        height=clip.shape[1],
        width=clip.shape[2],
        colorspace=clip.shape[3],
        encoded_image_string=encode_gif(list(clip)),
    )
    value = Summary.Value(tag=f"training_clip/{label}", image=image)
    with SummaryWriter(folder / "tensorboard") as board:
        # torch's own add_video would need moviepy.
        board._get_file_writer().add_summary(Summary(value=[value]), global_step=0)


def encode_gif(frames: Sequence[Clip]) -> bytes:
    """Return the frames as an endless animated GIF."""
    first, *others = [Image.fromarray(frame) for frame in frames]
    buffer = io.BytesIO()
    first.save(
        buffer,
        format="GIF",
        save_all=True,
        append_images=others,
        duration=FRAME_MILLISECONDS,
        loop=0,
    )
    return buffer.getvalue()
