"""What `miner predict` does."""

from __future__ import annotations

from pathlib import Path

from miner.config import load_config
from miner.console import say, show
from miner.errors import MissingInput
from miner.pipeline.outcomes import Tally
from miner.pipeline.runner import failure
from miner.pipeline.video_files import video_files
from miner.progress import Talk
from miner.session import open_session
from miner.workspace import find_workspace, make_folder
from video.checkpoint import load_video_model
from video.errors import VideoError
from video.overlay import write_overlay
from video.prediction import Prediction, predict_video
from video.training_options import PredictOptions


def newest_checkpoint(talk: Talk) -> Path:
    """Return the checkpoint of the newest video model of the workspace around here.

    Raises:
        MissingInput: it has none.
    """
    workspace = find_workspace(Path.cwd())
    with open_session(workspace=workspace, flags={}, talk=talk) as session:
        model = session.catalogue.models.newest("video-model")
    if model is None:
        raise MissingInput(
            "Cannot predict: there is no video model. Run 'miner train-video r2plus1d_18', or "
            "name one with '--checkpoint FILE'."
        )
    return workspace.absolute(model.path)


def predict(
    paths: list[Path],
    *,
    checkpoint: Path | None,
    overlay: Path | None,
    flags: dict[str, object],
    talk: Talk,
) -> int:
    """Label videos, print what they show, and write overlays where asked to."""
    options = load_config(None, {"predict": flags}).predict
    files = video_files(paths)
    model = load_video_model(
        checkpoint or newest_checkpoint(talk), device=options.device, precision=options.precision
    )
    tally, found = Tally(), []
    for file in files:
        try:
            prediction = predict_video(model, file, options=options)
            written = _overlay(prediction, overlay, options)
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


def _overlay(prediction: Prediction, folder: Path | None, options: PredictOptions) -> Path | None:
    if folder is None:
        return None
    make_folder(folder)
    target = folder / f"{prediction.path.stem}-overlay.mp4"
    return write_overlay(prediction, target, options=options)


def _ranking(prediction: Prediction, count: int) -> str:
    best = list(prediction.probabilities.items())[:count]
    return ", ".join(f"{name} {share * 100:.1f} %" for name, share in best)
