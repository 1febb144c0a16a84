"""Errors of the commands, the workspace and the catalogue.

MinerError (exit 2)
├── ActionListError     an action list that cannot be used
├── ConfigError         a setting that is unknown or out of bounds
├── WorkspaceError      no workspace here, or one that cannot be used (exit 3)
│   └── CatalogueError  the catalogue file is broken or newer than this miner
│       └── CatalogueBusy   another program holds it
├── MissingInput        a folder, file or earlier step that the command needs (exit 3)
└── StorageError        a file cannot be written: no space, no permission (exit 3)

Each package below has a root class of its own; `miner.cli` turns all of them into one sentence
and an exit code.
"""

from __future__ import annotations

from typing import ClassVar

from classifiers.errors import ClassifierError
from review_ui.errors import ReviewError
from scraper.errors import ScraperError
from video.errors import VideoError


class MinerError(Exception):
    """A problem that the user can mend, told in one sentence."""

    exit_code: ClassVar[int] = 2
    kind: str = "usage"


class ActionListError(MinerError):
    """An action list has problems; the message lists all of them."""

    kind = "action-list"


class ConfigError(MinerError):
    """A setting is unknown, of the wrong type, or out of bounds."""

    kind = "config"


class WorkspaceError(MinerError):
    """There is no workspace where one is needed, or it cannot be used."""

    exit_code = 3
    kind = "workspace"


class CatalogueError(WorkspaceError):
    """The catalogue file cannot be read or written."""

    kind = "catalogue"


class CatalogueBusy(CatalogueError):
    """Another program has held the catalogue file for longer than we wait."""


class MissingInput(MinerError):
    """Something that the command needs is not there."""

    exit_code = 3
    kind = "missing"


class StorageError(MinerError):
    """A file cannot be written.

    Kinds: `disk-full`, `unwritable`.
    """

    exit_code = 3

    def __init__(self, message: str, *, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


EXPECTED_ERRORS = (MinerError, ReviewError, ScraperError, ClassifierError, VideoError)
"""Errors that are told in a sentence; all others are bugs."""

ExpectedError = MinerError | ReviewError | ScraperError | ClassifierError | VideoError
"""Any of them; each has a `kind` and an `exit_code`."""
