"""What `miner predict` does."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path

from miner.config import load_config
from miner.console import say, show
from miner.errors import MissingInput, WorkspaceError
from miner.pipeline.outcomes import Tally
from miner.pipeline.runner import failure
from miner.pipeline.video_files import video_files
from miner.progress import Talk
from miner.session import Session, open_session
from miner.workspace import Workspace, find_workspace, make_folder
from video.checkpoint import load_video_model
from video.errors import VideoError
from video.overlay import write_overlay
from video.prediction import Prediction, predict_video
from video.training_options import PredictOptions


def chosen_model(
    workspace: Workspace | None,
    checkpoint: Path | None,
    *,
    flags: dict[str, object],
    talk: Talk,
) -> tuple[Path, PredictOptions]:
    """Return the checkpoint to use, the newest of the workspace if none is named, and settings.

    A workspace is needed only where it must give the checkpoint.

    Raises:
        MissingInput: the workspace has no video model.
        WorkspaceError: a workspace is needed, and there is none.
    """
    given = {"predict": flags}
    place = workspace or workspace_around()
    if checkpoint is not None:
        return checkpoint, load_config(place.settings_file if place else None, given).predict
    with open_session(workspace=place, flags=given, talk=talk) as session:
        return newest_checkpoint(session), session.config.predict


def newest_checkpoint(session: Session) -> Path:
    """Return the checkpoint of the newest video model of a workspace.

    Raises:
        MissingInput: it has none.
    """
    model = session.catalogue.models.newest("video-model")
    if model is None:
        raise MissingInput(
            "Cannot predict: there is no video model. Run 'miner train-video r2plus1d_18', or "
            "name one with '--checkpoint FILE'."
        )
    return session.workspace.absolute(model.path)


def workspace_around() -> Workspace | None:
    """Return the workspace around the current folder, if there is one."""
    try:
        return find_workspace(Path.cwd())
    except WorkspaceError:
        return None


def predict_videos(
    paths: list[Path],
    *,
    checkpoint: Path,
    overlay: Path | None,
    options: PredictOptions,
    talk: Talk,
) -> int:
    """Label videos, print what they show, and write overlays where asked to."""
    files = video_files(paths)
    targets = overlay_targets(files, overlay) if overlay else {}
    model = load_video_model(checkpoint, device=options.device, precision=options.precision)
    tally, found = Tally(), []
    for file in files:
        try:
            prediction = predict_video(model, file, options=options)
            written = targets.get(file)
            if written is not None:
                write_overlay(prediction, written, options=options)
        except VideoError as error:
            outcome = failure(str(file), error)
            tally.add(outcome)
            say(f"{file}: {outcome.kind}: {outcome.message}")
            continue
        tally.done += 1
        found.append(prediction.to_dict() | {"overlay": str(written) if written else None})
        if not talk.as_json:
            shown = f" -> {written}" if written else ""
            show(f"{file}: {_ranking(prediction, options.top)}{shown}")
    talk.finish({"predictions": found, "failed": dict(tally.kinds)}, sentence="")
    return tally.exit_code()


def overlay_targets(files: Sequence[Path], folder: Path) -> dict[Path, Path]:
    """Return the overlay of each video; no two share one, and none is a video itself.

    Raises:
        WorkspaceError: the folder cannot be made or written.
    """
    make_folder(folder)
    taken = {file.resolve() for file in files}
    targets = {}
    for file in files:
        names = chain([file.stem], (f"{file.stem}-{number}" for number in count(2)))
        target = next(
            path
            for path in (folder / f"{name}-overlay.mp4" for name in names)
            if path.resolve() not in taken
        )
        taken.add(target.resolve())
        targets[file] = target
    return targets


def _ranking(prediction: Prediction, count: int) -> str:
    best = list(prediction.probabilities.items())[:count]
    return ", ".join(f"{name} {share * 100:.1f} %" for name, share in best)
