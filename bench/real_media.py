"""Runs the loop on real media: still images through the search site, untrimmed videos with marks.

    python -m bench.real_media MEDIA --dir WORKSPACE

MEDIA holds `images/CLASS/*`, `untrimmed/*.mp4`, `annotations.json` (segments by file) and
`weights/*.pth` (ImageNet weights of MobileNetV2). Prints how often a candidate hits, per class and
classifier, judges the clips by the marks, builds a dataset of them, and trains a video model.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from miner.catalogue.records import SourceVideo
from miner.cli import main as miner
from miner.demo.measure import Candidate, Hits, measure_candidates, total_hits
from miner.demo.scripted_review import decide
from miner.demo.site.content import SiteImage, SiteOptions
from miner.demo.site.server import SearchSite
from miner.demo.truth import Segment
from miner.progress import Talk
from miner.session import Session, open_session
from miner.workflows.reviewing import review_store
from miner.workspace import Workspace
from review_ui.store import VerdictInput
from video.timing import ClipSpan

SETTINGS = """
[scrape]
images_per_action = {images}
sources = ["google"]
requests_per_second = 500.0
allow_private_hosts = true
min_side = 96
endpoints = {endpoints}

[propose]
clip_len = 4.0
n_clips = 3
threshold = {threshold}

[dataset]
clips_per_video = 0
min_clips = 2
val_fraction = 0.0

[train_video]
model = "r2plus1d_18"
frames_per_clip = 8
image_size = 64
epochs = 20
"""

CLASSIFIERS = {
    "mobilenet_v2": ("--epochs", "8", "--learning-rate", "0.0005"),
    "densenet121": ("--weights", "none", "--epochs", "8", "--image-size", "96"),
}
"""Backbones and the flags that they are trained with; the first one's clips are judged."""


def read_truth(media: Path) -> dict[str, tuple[Segment, ...]]:
    """Return the marked segments by file name, labels with spaces."""
    marks = json.loads((media / "annotations.json").read_text(encoding="utf-8"))
    return {
        Path(name).stem: tuple(
            Segment(
                label=each["label"].replace("_", " "), span=ClipSpan(each["start"], each["end"])
            )
            for each in about["segments"]
        )
        for name, about in marks.items()
        if name.startswith("untrimmed/")
    }


def site_images(media: Path) -> list[SiteImage]:
    """Return the still images, found by the names of their classes."""
    return [
        SiteImage(path=file, title=file.parent.name.replace("_", " "))
        for file in sorted((media / "images").glob("*/*"))
        if file.is_file()
    ]


def run(*arguments: str, workspace: Path) -> float:
    """Run a command and return its seconds."""
    print(f"\n$ miner {' '.join(arguments)}", flush=True)
    started = time.monotonic()
    code = miner([*arguments, "-w", str(workspace)])
    if code not in {0, 7}:
        raise SystemExit(f"exit code {code}")
    return time.monotonic() - started


def scrape(media: Path, workspace: Path, *, images: int, threshold: float) -> float:
    """Make the workspace and fill it with images from the site."""
    names = [folder.name.replace("_", " ") for folder in sorted((media / "images").iterdir())]
    with SearchSite(site_images(media), options=SiteOptions(has_troubles=True)) as site:
        endpoints = ", ".join(f'{key} = "{value}"' for key, value in site.endpoints().items())
        text = SETTINGS.format(images=images, endpoints=f"{{ {endpoints} }}", threshold=threshold)
        workspace.mkdir(parents=True, exist_ok=True)
        (workspace / "miner.toml").write_text(text, encoding="utf-8")
        run("actions", "add", *names, workspace=workspace)
        return run("scrape-images", workspace=workspace)


def hits(
    session: Session, truth: Mapping[str, Sequence[Segment]], labels: Sequence[str]
) -> list[Hits]:
    """Compare the newest classifier's candidates with the marks."""
    names = {each.action_id: each.name for each in session.catalogue.actions.all()}
    videos = {each.video_id: stem_of(each) for each in session.catalogue.videos.all()}
    model = session.catalogue.models.newest("image-classifier")
    scores = {
        each.score_id
        for each in session.catalogue.models.scores(
            model_id=model.model_id if model else "", sampling="fps=4"
        )
    }
    candidates = [
        Candidate(
            video_key=videos[clip.video_id],
            label=names[clip.action_id],
            span=ClipSpan(clip.start_seconds, clip.end_seconds),
        )
        for clip in session.catalogue.clips.all(is_cut=True)
        if clip.score_id in scores
    ]
    rows = measure_candidates(candidates, truth, labels=labels)
    return [*rows, total_hits(rows)]


def stem_of(video: SourceVideo) -> str:
    """Return the file name of a local video without suffix."""
    return Path(video.path or "").stem


def judge(session: Session, truth: Mapping[str, Sequence[Segment]]) -> None:
    """Give every waiting clip the verdict that the marks ask for."""
    store = review_store(session, "marks")
    videos = {each.url: stem_of(each) for each in session.catalogue.videos.all()}
    while waiting := store.upcoming(1):
        card = store.card(waiting[0])
        span = ClipSpan(card.start_seconds, card.end_seconds)
        said = decide(card.action.name, span, truth.get(videos[card.source_url], ()))
        store.record(
            VerdictInput(clip_id=card.clip_id, answer=said.answer, covers_clip=said.covers_clip)
        )


def show(rows: Sequence[Hits]) -> None:
    """Print a line a class that was proposed or performed."""
    for row in rows:
        if row.candidates or row.performances:
            precision = "-" if row.precision is None else f"{row.precision:.2f}"
            recall = "-" if row.recall is None else f"{row.recall:.2f}"
            print(
                f"  {row.label:16} candidates {row.candidates:3}  right {row.correct:3}  "
                f"precision {precision:>5}  performances {row.performances:3}  recall {recall:>5}"
            )


def main() -> None:
    """Run the loop and print what it came to, ending with one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("media", type=Path)
    parser.add_argument("--dir", type=Path, required=True)
    parser.add_argument("--images", type=int, default=40)
    parser.add_argument("--threshold", type=float, default=0.6)
    options = parser.parse_args()
    media, place = options.media.resolve(), options.dir
    truth = read_truth(media)
    labels = [folder.name.replace("_", " ") for folder in sorted((media / "images").iterdir())]
    seconds = {"scrape": scrape(media, place, images=options.images, threshold=options.threshold)}
    weights = next((media / "weights").glob("mobilenet_v2*.pth"))
    found: dict[str, list[dict[str, object]]] = {}
    workspace = Workspace(root=place)
    for number, (backbone, flags) in enumerate(CLASSIFIERS.items()):
        given = flags if "--weights" in flags else ("--weights", str(weights), *flags)
        arguments = ("train-image-clf", "--feature-extractor", backbone, *given)
        seconds[backbone] = run(*arguments, workspace=place)
        seconds[f"cut by {backbone}"] = run(
            "cut-clips", str(media / "untrimmed"), "--classes", "all", workspace=place
        )
        with open_session(workspace=workspace, flags={}, talk=Talk()) as session:
            rows = hits(session, truth, labels)
            if number == 0:
                judge(session, truth)
        print(f"\nCandidates by {backbone} against the marks:")
        show(rows)
        found[backbone] = [asdict(row) for row in rows]
    seconds["build"] = run("build-dataset", workspace=place)
    seconds["train video"] = run("train-video", workspace=place)
    print(json.dumps({"seconds": seconds, "hits": found}))


if __name__ == "__main__":
    main()
