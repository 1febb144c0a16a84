"""Drawing the world of the demo: still images and videos on the disk, and the truth about them.

>>> world = draw_world(Path("demo-world"), seed=7, workers=2)  # doctest: +SKIP

What is there is not drawn again, so that a half-drawn world is completed.  The same seed draws the
same pixels.
"""

import json
import multiprocessing
import os
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from fractions import Fraction
from multiprocessing.queues import SimpleQueue
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from miner.errors import ConfigError, MissingInput, StorageError, WorkspaceError
from miner.files import write_whole
from video.encoding import SoundFormat, VideoWriter
from video.errors import CannotCut
from video.options import CutOptions
from video.timing import ClipSpan

from .actions import BACKGROUND, PERFORMANCES
from .casting import ImageRole, VideoRole, WorldScale, cast_images, cast_videos
from .lots import between, pick
from .paint import Canvas
from .scenes import plan_scene
from .script import Pacing, Script, write_script
from .truth import Segment, TruthImage, TruthVideo, World, save_world

RECIPE_FILE = "recipe.json"
"""Names what a folder is drawn from; it is written first."""

DRAWING = 2
"""Raised when the same lots are drawn differently, so that old worlds are not mixed with new."""

SAMPLE_RATE = 22050
"""Samples a second of the sound tracks."""

ENCODING = CutOptions(crf=25, preset="superfast")
"""How the videos are compressed."""

Role = ImageRole | VideoRole


class DrawingFailed(MissingInput):
    """A process that was drawing the world ended before its work was done."""

    kind = "drawing"


def draw_world(
    folder: Path, *, seed: int, scale: WorldScale | None = None, workers: int = 1
) -> World:
    """Draw what is missing of a world and return it.

    Args:
        folder: where it lies or will lie; `images/`, `videos/` and the truth go into it.
        seed: lots of everything that is drawn.
        scale: how much is drawn.
        workers: processes that draw.

    Raises:
        ConfigError: the seed is below 0.
        WorkspaceError: the folder holds another world.
        DrawingFailed: a drawing process was killed, or could not write a file.
    """
    if seed < 0:
        raise ConfigError(f"Cannot draw the world of seed {seed}: seeds are 0 or more.")
    scale = scale or WorldScale()
    recipe = {"drawing": DRAWING, "seed": seed, "scale": asdict(scale)}
    _claim(folder, recipe)
    images, videos = cast_images(seed, scale), cast_videos(seed, scale)
    # Videos first: they take longest, so that the processes finish together.
    _draw_all([*videos, *images], folder, workers=workers)
    world = World(
        folder=folder,
        seed=seed,
        images=tuple(_image_truth(role, folder) for role in images),
        videos=tuple(_video_truth(role, folder) for role in videos),
    )
    save_world(world)
    return world


def script_of(role: VideoRole) -> Script:
    """Return what the person in a video does."""
    return write_script(np.random.default_rng([*role.stream, 1]), role.labels, role.pacing)


def draw_video(role: VideoRole, path: Path) -> None:
    """Film one video."""
    script = script_of(role)
    rng = np.random.default_rng([*role.stream, 2])
    scene = plan_scene(rng, script, size=role.size, place=role.place)
    rate = Fraction(role.fps).limit_denominator(1001)
    sound = SoundFormat(sample_rate=SAMPLE_RATE, channels=1) if role.has_sound else None
    width, height = role.size
    with VideoWriter(
        path, width=width, height=height, fps=rate, sound=sound, options=ENCODING
    ) as writer:
        for number in range(frame_count(script, role)):
            writer.write(scene.render(float(number / rate)))
        if sound:
            writer.write_samples(_hum(rng, script.duration_seconds))


def draw_image(role: ImageRole) -> Canvas:
    """Photograph one still image."""
    rng = np.random.default_rng([*role.stream, 1])
    labels = () if role.shown == BACKGROUND else (role.shown,)
    script = write_script(rng, labels, Pacing())
    instant = telling_instant(rng, script)
    peopled = bool(labels) or role.query != "empty place"
    scene = plan_scene(rng, script, size=role.size, place=role.place, peopled=peopled)
    return scene.render(instant)


def telling_instant(rng: np.random.Generator, script: Script) -> float:
    """Return a moment of a script's action, or of its idle time if there is none, to photograph."""
    beat = next((b for b in script.beats if b.label), pick(rng, script.beats))
    if beat.label is None:
        return between(rng, beat.start_seconds, beat.end_seconds)
    phase = between(rng, *PERFORMANCES[beat.label].telling)
    return beat.start_seconds + (phase - beat.first_phase) % 1.0 * beat.period_seconds


def frame_count(script: Script, role: VideoRole) -> int:
    """Return the frames that a script fills at the rate of its video."""
    return int(script.duration_seconds * role.fps)


def _claim(folder: Path, recipe: dict[str, object]) -> None:
    """Mark a folder as the place of this world and no other."""
    file = folder / RECIPE_FILE
    wanted = json.dumps(recipe, indent=1) + "\n"
    if not file.is_file():
        write_whole(file, wanted.encode())
    elif file.read_text(encoding="utf-8") != wanted:
        raise WorkspaceError(
            f"Cannot draw the demo world in '{folder}': it holds one of another seed, size or "
            "version. Choose another folder or remove this one."
        )


def _draw_all(roles: Sequence[Role], folder: Path, *, workers: int) -> None:
    """Draw what is missing in several processes, each with a fixed share of the work.

    Shares are fixed so that a process whose parent was killed ends by itself.
    """
    for kind in ("images", "videos"):
        (folder / kind).mkdir(exist_ok=True)
    missing = [role for role in roles if not _file_of(role, folder).is_file()]
    workers = min(workers, len(missing))
    if workers <= 1:
        _draw_share(missing, folder)
    else:
        _draw_shares([missing[first::workers] for first in range(workers)], folder)
    for leftover in folder.glob("*/.*"):  # of processes that were killed
        leftover.unlink()


def _draw_shares(shares: Sequence[Sequence[Role]], folder: Path) -> None:
    context = multiprocessing.get_context("spawn")
    complaints: SimpleQueue[str] = context.SimpleQueue()
    team = [
        context.Process(target=_draw_or_complain, args=(share, folder, complaints), daemon=True)
        for share in shares
    ]
    try:
        with _deaf_to_interrupts():
            for process in team:
                process.start()
        for process in team:
            process.join()
    finally:
        for process in team:
            process.kill()
    if not complaints.empty():
        raise DrawingFailed(complaints.get())
    if any(process.exitcode for process in team):
        raise DrawingFailed(
            f"Cannot draw the demo world in '{folder}': a drawing process ended early. "
            "Run the same command again to continue."
        )


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """Let processes that are started here not hear Ctrl-C: it is for the one that started them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _draw_or_complain(roles: Sequence[Role], folder: Path, complaints: "SimpleQueue[str]") -> None:
    try:
        _draw_share(roles, folder)
    except (StorageError, CannotCut) as error:
        complaints.put(str(error))


def _draw_share(roles: Sequence[Role], folder: Path) -> None:
    cv2.setNumThreads(1)
    parent = os.getppid()
    for role in roles:
        if os.getppid() != parent:
            return  # it was killed: whoever draws next does the rest
        target = _file_of(role, folder)
        if isinstance(role, VideoRole):
            draw_video(role, target)
        else:
            write_whole(target, _encode_jpeg(draw_image(role), role))


def _encode_jpeg(canvas: Canvas, role: ImageRole) -> bytes:
    quality = int(np.random.default_rng([*role.stream, 3]).integers(72, 96))
    bgr = cv2.cvtColor(canvas, cv2.COLOR_RGB2BGR)
    return bytes(cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])[1])


def _hum(rng: np.random.Generator, seconds: float) -> npt.NDArray[np.float32]:
    """Return a quiet tone of one channel, shape (1, samples)."""
    instants = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    tone = 0.1 * np.sin(2 * np.pi * rng.uniform(180, 660) * instants)
    return tone.astype(np.float32)[None]


def _file_of(role: Role, folder: Path) -> Path:
    if isinstance(role, VideoRole):
        return folder / "videos" / f"{role.video_key}.mp4"
    return folder / "images" / f"{role.image_key}.jpg"


def _image_truth(role: ImageRole, folder: Path) -> TruthImage:
    return TruthImage(
        image_key=role.image_key,
        path=_file_of(role, folder),
        title=role.title,
        query=role.query,
        label=role.label,
        shown=role.shown,
    )


def _video_truth(role: VideoRole, folder: Path) -> TruthVideo:
    script = script_of(role)
    return TruthVideo(
        video_key=role.video_key,
        path=_file_of(role, folder),
        title=role.title,
        advertised=role.advertised,
        segments=tuple(
            Segment(label=beat.label, span=ClipSpan(beat.start_seconds, beat.end_seconds))
            for beat in script.beats
            if beat.label
        ),
        duration_seconds=frame_count(script, role) / role.fps,
    )
