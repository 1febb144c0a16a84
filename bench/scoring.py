"""Scoring the frames of a video, beside the loop that everybody writes.

Both score every second frame of the same 720p H.264 file with the same DenseNet121 and the same
input size, threads and classes. The loop decodes with PyAV, resizes and normalises each frame
with torchvision, and runs batches of one in float32.
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import torch
import torchvision
from torchvision.transforms import v2

from bench.timing import Comparison, compare
from classifiers.checkpoint import FrameClassifier, load_frame_classifier
from classifiers.image_training import train_image_classifier
from classifiers.options import ImageTrainOptions
from classifiers.records import LabelledImage
from video.decoding import FrameSampling
from video.encoding import VideoWriter
from video.scoring import score_video

SIZE = 128
EVERY = 2
SECONDS = 8
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def measure() -> list[Comparison]:
    """Return scoring times beside the plain loop."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        video = make_video(folder / "video.mp4")
        classifier = make_classifier(folder)
        network = torchvision.models.densenet121(num_classes=3).eval()
        sampling = FrameSampling(every=EVERY)
        return [
            compare(
                f"score every {EVERY}nd frame, DenseNet121 at {SIZE} px, 720p30",
                lambda: score_video(video, classifier, sampling=sampling, batch_size=32),
                yardstick="PyAV + torchvision + batch 1",
                theirs=lambda: plain_loop(video, network),
            )
        ]


def make_video(path: Path) -> Path:
    """Write a video of moving shapes over noise."""
    lots = np.random.default_rng(0)
    scene = cv2.resize(lots.integers(0, 255, (45, 80, 3), np.uint8), (1280, 720))
    with VideoWriter(path, width=1280, height=720, fps=Fraction(30)) as writer:
        for number in range(30 * SECONDS):
            frame = np.ascontiguousarray(np.roll(scene, 4 * number, axis=1), dtype=np.uint8)
            cv2.circle(frame, (200 + 3 * number, 360), 90, (250, 240, 60), -1)
            writer.write(frame)
    return path


def make_classifier(folder: Path) -> FrameClassifier:
    """Return a DenseNet121 of three classes, barely trained."""
    lots = np.random.default_rng(1)
    images = []
    for number in range(12):
        file = folder / f"{number}.png"
        cv2.imwrite(str(file), lots.integers(0, 255, (SIZE, SIZE, 3), np.uint8))
        images.append(LabelledImage(path=file, label=f"class {number % 3}", group=str(number)))
    options = ImageTrainOptions(weights="none", image_size=SIZE, epochs=1, batch_size=4)
    result = train_image_classifier(
        images, classes=[f"class {n}" for n in range(3)], options=options, folder=folder / "run"
    )
    return load_frame_classifier(result.checkpoint)


def plain_loop(video: Path, network: torch.nn.Module) -> list[list[float]]:
    """Score frames one by one, as scripts do."""
    prepare = v2.Compose(
        [
            v2.ToImage(),
            v2.Resize((SIZE, SIZE), antialias=True),
            v2.ToDtype(torch.float32, scale=True),
            v2.Normalize(MEAN, STD),
        ]
    )
    scores = []
    with av.open(str(video)) as container, torch.inference_mode():
        for number, frame in enumerate(container.decode(video=0)):
            if number % EVERY == 0:
                batch = prepare(frame.to_ndarray(format="rgb24"))[None]
                scores.append(network(batch).softmax(dim=1)[0].tolist())
    return scores
