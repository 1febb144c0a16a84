"""Where everything lies in a workspace.

miner.toml           settings
catalogue.db         what is known
images/ACTION/       images that count
videos/              downloaded videos, named by id
scores/              frame scores, one file a video and classifier
clips/ACTION/        candidate clips, each with its filmstrip and score curve
runs/                training runs
datasets/NAME/vN/    built datasets
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes

from miner.errors import WorkspaceError

SETTINGS_NAME = "miner.toml"
CATALOGUE_NAME = "catalogue.db"

FILE_ADDRESS = "file://"
"""What the catalogue's name of a file begins with whose own name is no text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workspace:
    """The folders of one workspace."""

    root: Path
    images_name: str = "images"
    """Folder of the images; `.` where a command was given a folder of its own."""
    clips_name: str = "clips"
    """Folder of the clips; `.` where a command was given a folder of its own."""

    @property
    def settings_file(self) -> Path:
        """The settings that the user edits."""
        return self.root / SETTINGS_NAME

    @property
    def catalogue_file(self) -> Path:
        """The SQLite catalogue."""
        return self.root / CATALOGUE_NAME

    @property
    def images(self) -> Path:
        """Images that count, a folder an action."""
        return self.root / self.images_name

    @property
    def videos(self) -> Path:
        """Downloaded videos."""
        return self.root / "videos"

    @property
    def scores(self) -> Path:
        """Frame scores."""
        return self.root / "scores"

    @property
    def clips(self) -> Path:
        """Candidate clips, a folder an action."""
        return self.root / self.clips_name

    @property
    def runs(self) -> Path:
        """Training runs."""
        return self.root / "runs"

    @property
    def datasets(self) -> Path:
        """Built datasets."""
        return self.root / "datasets"

    def relative(self, path: Path) -> str:
        """Return how the catalogue names a file: from the root, or whole if it lies elsewhere.

        A name that is not UTF-8 becomes an address, `file:///home/ann/caf%E9.mp4`.
        """
        whole = path.resolve()
        root = self.root.resolve()
        name = whole.relative_to(root).as_posix() if whole.is_relative_to(root) else str(whole)
        return name if _is_text(name) else whole.as_uri()

    def absolute(self, name: str) -> Path:
        """Return the file that the catalogue names."""
        if name.startswith(FILE_ADDRESS):
            return Path(os.fsdecode(unquote_to_bytes(name.removeprefix(FILE_ADDRESS))))
        return self.root / name


def _is_text(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True


def find_workspace(start: Path) -> Workspace:
    """Return the workspace in which a folder lies: a folder with settings or a catalogue.

    Raises:
        WorkspaceError: neither the folder nor one above it is a workspace.
    """
    start = start.absolute()
    for folder in (start, *start.parents):
        if is_workspace(folder):
            return Workspace(root=folder)
    raise WorkspaceError(
        f"Cannot find a workspace in '{start}' or above it. Make one with 'miner init', "
        "or name one with '--workspace DIR'."
    )


def is_workspace(folder: Path) -> bool:
    """Return whether a folder has settings or a catalogue."""
    return (folder / SETTINGS_NAME).is_file() or (folder / CATALOGUE_NAME).is_file()


def make_folder(folder: Path) -> Path:
    """Make a folder in which we can write and return it.

    Raises:
        WorkspaceError: it cannot be made or written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise WorkspaceError(
            f"Cannot make the folder '{folder}': a file has this name. Choose another one."
        ) from error
    except OSError as error:
        raise WorkspaceError(
            f"Cannot make the folder '{folder}': {error.strerror}. Choose another one."
        ) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise WorkspaceError(
            f"Cannot write to the folder '{folder}': permission denied. Choose another one."
        )
    return folder
