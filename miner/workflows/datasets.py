"""What `miner build-dataset` does."""

from __future__ import annotations

import re

from miner.errors import ConfigError
from miner.pipeline.dataset_building import DatasetBuilder, sizes
from miner.session import Session
from miner.text import plural

_FOLDER_NAME = re.compile(r"\w[\w .-]*")
"""Names that stay below the folder of all datasets on every system."""


def build(session: Session) -> int:
    """Build the dataset that verdicts and settings ask for."""
    require_folder_name(session.config.dataset.name)
    builder = DatasetBuilder(
        session.workspace,
        session.catalogue,
        options=session.config.dataset,
        cutting=session.config.cut,
    )
    built = builder.build()
    counts = sizes(built.plan)
    for action, by_split in counts.items():
        listed = ", ".join(f"{count} {split}" for split, count in by_split.items())
        session.talk.note(f"  {action}: {listed}")
    for action, count in sorted(built.plan.left_out.items()):
        session.talk.note(
            f"  {action}: left out, {plural(count, 'accepted clip')} of the "
            f"{session.config.dataset.min_clips} that a class needs"
        )
    folder = session.workspace.absolute(built.dataset.path)
    done = "Built" if built.is_new else "Nothing has changed; there is"
    total = len(built.plan.clips)
    session.talk.finish(
        {
            "dataset_id": built.dataset.dataset_id,
            "name": built.dataset.name,
            "version": built.dataset.version,
            "path": str(folder),
            "new": built.is_new,
            "clips": counts,
            "left_out": built.plan.left_out,
        },
        sentence=f"{done} {built.dataset.name} v{built.dataset.version} with "
        f"{plural(total, 'clip')} in {folder}. Next: {session.next('train-video r2plus1d_18')}",
    )
    return 0


def require_folder_name(name: str) -> None:
    """Make sure that a dataset can have a folder of its name.

    Raises:
        ConfigError: it cannot.
    """
    if not _FOLDER_NAME.fullmatch(name) or name != name.rstrip(" ."):
        raise ConfigError(
            f"Cannot name a dataset '{name}' (dataset.name): its folder is named so. Take letters, "
            "digits, '-', '_' and '.', a letter or digit first."
        )
