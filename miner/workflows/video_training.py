"""What `miner train-video` and `miner eval-video` do."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path

from miner.action_names import slug_of
from miner.catalogue.records import ItemOutcome, Model, Split
from miner.config import as_dict, load_config
from miner.errors import MissingInput
from miner.files import write_whole
from miner.fingerprint import fingerprint
from miner.pipeline.image_training import LAST_CHECKPOINT, check_target, copy_checkpoint
from miner.pipeline.video_training import (
    chosen_dataset,
    dataset_clips,
    evaluate_on_split,
    folder_clips,
    run_name,
    train_on_dataset,
)
from miner.progress import Talk
from miner.session import Session
from miner.text import plural
from miner.training_view import trained, training_view
from miner.workflows.image_training import tell_left_out
from miner.workspace import make_folder
from video.dataset import LabelledClip
from video.errors import CannotDecode
from video.evaluation import Evaluation, evaluate_video_model
from video.training.records import VideoTrainResult
from video.training.train import train_video_model

STEP = "train-video"


def train_in_workspace(
    session: Session, *, dataset: str | None, save: Path | None, resume: Path | None
) -> int:
    """Train on a dataset of the workspace and keep the model."""
    check_target(save)
    chosen = chosen_dataset(session.catalogue, dataset)
    options = session.config.train_video
    session.talk.note(
        f"Training {options.model} (weights: {options.weights}) on {chosen.name} v{chosen.version}."
    )
    with training_view(session.talk) as view:
        result, model = train_on_dataset(
            session.workspace, session.catalogue, chosen, options, resume=resume, on_event=view
        )
    outcome = ItemOutcome(step=STEP, item_id=result.checkpoint.parent.name, status="done")
    session.catalogue.outcomes.record(outcome)
    done = trained(result.epochs_run, new=view.epochs)
    return _tell(
        session.talk,
        result,
        words=(done, f"Next: {session.next('eval-video')}"),
        save=save,
        extra={"model_id": model.model_id},
    )


def train_on_folder(
    data_dir: Path, *, flags: dict[str, object], save: Path | None, resume: Path | None, talk: Talk
) -> int:
    """Train on a folder `train/CLASS/CLIP` and `val/CLASS/CLIP`, without a workspace."""
    options = load_config(None, {"train_video": flags}).train_video
    check_target(save)
    train = named_clips(data_dir / "train")
    val_folder = data_dir / "val"
    validation = named_clips(val_folder) if val_folder.is_dir() else []
    content = hash_of(train + validation)
    folder = make_folder(Path("runs")) / "video" / run_name(content, options)
    last = folder / LAST_CHECKPOINT
    talk.note(f"Training {options.model} on {plural(len(train), 'clip')} of {data_dir}.")
    with training_view(talk) as view:
        result = train_video_model(
            train,
            validation,
            classes=sorted({clip.label for clip in train}),
            options=options,
            folder=folder,
            resume=resume or (last if last.exists() else None),
            on_event=view,
        )
    words = (trained(result.epochs_run, new=view.epochs), _next_in_folder(data_dir, save, result))
    return _tell(talk, result, words=words, save=save, extra={})


def _next_in_folder(data_dir: Path, save: Path | None, result: VideoTrainResult) -> str:
    held_out = next((each for each in ("test", "val") if (data_dir / each).is_dir()), None)
    if held_out is None:
        return ""
    checkpoint = shlex.quote(str(save or result.checkpoint))
    clips = shlex.quote(str(data_dir / held_out))
    return f"Next: miner eval-video --checkpoint {checkpoint} --data-dir {clips}"


def hash_of(clips: list[LabelledClip]) -> str:
    """Return a text that tells a set of clips from others."""
    return json.dumps([(clip.label, clip.clip_id, fingerprint(clip.path)) for clip in clips])


def _tell(
    talk: Talk,
    result: VideoTrainResult,
    *,
    words: tuple[str, str],
    save: Path | None,
    extra: dict[str, object],
) -> int:
    """Say how training ended; `words` are what was done and what to type next."""
    done, advice = words
    for note in result.notes:
        talk.note(f"note: {note}")
    tell_left_out(talk, [f"{clip_id}: {reason}" for clip_id, reason in result.unreadable])
    checkpoint = result.checkpoint
    if save is not None:
        copy_checkpoint(checkpoint, save)
        checkpoint = save
    top1 = result.metrics.get("top1")
    best = "no validation split" if top1 is None else f"best validation top-1 {top1 * 100:.1f} %"
    talk.finish(
        {
            "checkpoint": str(checkpoint),
            "classes": list(result.classes),
            "metrics": result.metrics,
            "epochs": result.epochs_run,
            "unreadable": [list(each) for each in result.unreadable],
            **extra,
        },
        sentence=f"{done}; {best}. Checkpoint {checkpoint}. {advice}".rstrip(),
    )
    return 7 if result.unreadable else 0


def evaluate_in_workspace(
    session: Session, *, checkpoint: Path | None, dataset: str | None, split: Split
) -> int:
    """Judge a model on a split of a dataset of the workspace."""
    model = session.catalogue.models.newest("video-model") if checkpoint is None else None
    if checkpoint is None and model is None:
        raise MissingInput(
            "Cannot evaluate: there is no video model. Run 'miner train-video r2plus1d_18', or "
            "name one with '--checkpoint FILE'."
        )
    file = checkpoint or session.workspace.absolute(model.path if model else "")
    chosen = chosen_dataset(session.catalogue, dataset)
    clips = dataset_clips(session.workspace, session.catalogue, chosen, split=split)
    evaluation = evaluate_on_split(file, clips, options=session.config.eval_video, split=split)
    require_figures(evaluation)
    if model is not None:
        _keep(session, evaluation, model=model, dataset_id=chosen.dataset_id, split=split)
    return tell_evaluation(
        session.talk, evaluation, report=file.parent / f"evaluation-{split}.json"
    )


def evaluate_on_folder(
    checkpoint: Path, data_dir: Path, *, flags: dict[str, object], talk: Talk
) -> int:
    """Judge a model on a folder with a folder of clips per class, without a workspace."""
    options = load_config(None, {"eval_video": flags}).eval_video
    evaluation = evaluate_video_model(checkpoint, named_clips(data_dir), options=options)
    require_figures(evaluation)
    return tell_evaluation(talk, evaluation, report=None)


def require_figures(evaluation: Evaluation) -> None:
    """Make sure that something was judged.

    Raises:
        CannotDecode: no clip could be read.
    """
    if not evaluation.videos:
        clip_id, reason = evaluation.unreadable[0]
        raise CannotDecode(
            f"Cannot evaluate: no clip can be read. {clip_id}: {reason}", kind="no-frames"
        )


def named_clips(folder: Path) -> list[LabelledClip]:
    """Return the clips of a folder with a folder a class.

    A dataset built here names its classes in `classes.txt`, and its folders after them.

    Raises:
        MissingInput: there is none.
    """
    clips = folder_clips(folder)
    lists = (each / "classes.txt" for each in (folder, folder.absolute().parent))
    text = next((file.read_text(errors="replace") for file in lists if file.is_file()), "")
    names = {slug_of(name): name for name in text.splitlines()}
    return [replace(clip, label=names.get(clip.label, clip.label)) for clip in clips]


def _keep(
    session: Session, evaluation: Evaluation, *, model: Model, dataset_id: str, split: Split
) -> None:
    figures = evaluation.to_dict()
    session.catalogue.models.add_evaluation(
        model.model_id,
        dataset_id=dataset_id,
        split=split,
        settings=as_dict(session.config.eval_video),
        metrics={k: v for k, v in figures.items() if k not in {"predictions", "unreadable"}},
    )


def tell_evaluation(talk: Talk, evaluation: Evaluation, *, report: Path | None) -> int:
    """Say how good a model is, class by class, and write all of it to a report."""
    figures = evaluation.to_dict()
    if report is not None:
        write_whole(report, (json.dumps(figures, indent=2, default=str) + "\n").encode())
    width = max((len(name) for name in evaluation.per_class), default=0)
    for name, each in evaluation.per_class.items():
        talk.note(f"  {name:<{width}}  {each.accuracy * 100:5.1f} %  of {each.videos}")
    tell_left_out(talk, [f"{clip_id}: {reason}" for clip_id, reason in evaluation.unreadable])
    talk.finish(figures if talk.as_json else {}, sentence=_sentence(evaluation))
    return 7 if evaluation.unreadable else 0


def _sentence(evaluation: Evaluation) -> str:
    def percent(share: float) -> str:
        return f"{share * 100:.1f} %"

    return (
        f"{plural(evaluation.videos, 'video')}: top-1 {percent(evaluation.video_top1)}, "
        f"top-5 {percent(evaluation.video_top5)}, mean class accuracy "
        f"{percent(evaluation.mean_class_accuracy)} (single clips: top-1 "
        f"{percent(evaluation.clip_top1)}, top-5 {percent(evaluation.clip_top5)})."
    )
