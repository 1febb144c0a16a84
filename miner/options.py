"""Settings of the steps that are miner's own: reviewing rules and datasets."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_doc import Doc
from annotated_types import Ge, Gt, Le


@dataclass(frozen=True, slots=True, kw_only=True)
class MiningOptions:
    """Which classes a video may propose clips of."""

    classes: Annotated[
        Literal["retrieved", "all"],
        Doc(
            "Classes that a video may yield clips of: those whose queries found it "
            "(as Kinetics did), or all. A video that no query found may yield all."
        ),
    ] = "retrieved"
    retrieval_prior: Annotated[
        float,
        Ge(1),
        Doc(
            "How many times likelier a video shows a class that its queries found it for than "
            "another class; 1 makes no difference."
        ),
    ] = 10.0
    filmstrip_frames: Annotated[int, Ge(2), Le(24), Doc("Cells of a clip's filmstrip.")] = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetOptions:
    """Which clips a dataset holds and how they are split."""

    name: Annotated[str, Doc("Name of the dataset; each build that differs is a new version.")] = (
        "actions"
    )
    min_yes: Annotated[int, Ge(1), Doc("Reviewers who must say yes; more than say no.")] = 1
    whole_only: Annotated[
        bool, Doc("Keep only clips of which a reviewer said that the action lasts throughout.")
    ] = False
    clips_per_video: Annotated[
        int, Ge(0), Doc("Clips of one video and class that are kept, best first; 0 for all.")
    ] = 1
    split_by: Annotated[Literal["video", "uploader"], Doc("What never straddles two splits.")] = (
        "video"
    )
    rule: Annotated[
        Literal["ratio", "kinetics"],
        Doc("Split by ratio, or as Kinetics: 50 clips for val, 100 for test, the rest train."),
    ] = "ratio"
    val_fraction: Annotated[float, Ge(0), Le(0.5), Doc("Part of the clips for validation.")] = 0.15
    test_fraction: Annotated[float, Ge(0), Le(0.5), Doc("Part of the clips for testing.")] = 0.2
    min_clips: Annotated[int, Gt(0), Doc("Classes with fewer clips are left out, and named.")] = 3
    formats: Annotated[tuple[str, ...], Doc("Formats to write, see 'docs/datasets.md'.")] = (
        "kinetics",
    )
    seed: Annotated[int, Ge(0), Doc("Seed of the split.")] = 0
