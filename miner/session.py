"""What a command works on: a workspace, its catalogue, its settings, and a way to talk."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from miner.catalogue.catalogue import Catalogue, open_catalogue
from miner.config import Config, Settings, load_config
from miner.errors import WorkspaceError
from miner.locking import only_one
from miner.progress import Talk
from miner.text import clean_text
from miner.workspace import Workspace, find_workspace, is_workspace, make_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An open workspace."""

    workspace: Workspace
    catalogue: Catalogue
    config: Config
    talk: Talk

    def next(self, command: str) -> str:
        """Return how a command is typed to go on with this workspace."""
        return f"miner {command}{self.talk.place}"


@contextmanager
def open_session(
    *,
    workspace: Workspace | None,
    flags: Settings,
    talk: Talk,
    command: str = "",
) -> Iterator[Session]:
    """Open a workspace, the one around the current folder if none is given.

    Args:
        workspace: the workspace.
        flags: settings given on the command line.
        talk: how to show what is done.
        command: a command of which only one may run at a time on the workspace.
    """
    place = workspace or find_workspace(Path.cwd())
    config = load_config(place.settings_file, flags)
    make_folder(place.root)
    talk.place = flag_of(place)
    with open_catalogue(place.catalogue_file) as catalogue:
        session = Session(workspace=place, catalogue=catalogue, config=config, talk=talk)
        if not command:
            yield session
            return
        with only_one(place.root, command):
            catalogue.outcomes.write_event(
                command, clean_text(" ".join(sys.argv[1:]), max_length=500)
            )
            yield session


def workspace_at(folder: Path | None) -> Workspace | None:
    """Return the workspace that a user named, or None for the one around the current folder.

    Raises:
        WorkspaceError: the folder is none; one above it is not meant.
    """
    if folder is None:
        return None
    if not is_workspace(folder):
        raise WorkspaceError(
            f"Cannot find a workspace in '{folder}'. Make one with 'miner init "
            f"{shlex.quote(str(folder))}', or check the path."
        )
    return Workspace(root=folder.absolute())


def flag_of(workspace: Workspace) -> str:
    """Return the flag that names a workspace, empty for the one around the current folder."""
    try:
        around = find_workspace(Path.cwd()).root
    except WorkspaceError:
        around = None
    if around is not None and around.resolve() == workspace.root.resolve():
        return ""
    return f" -w {shlex.quote(str(workspace.root))}"
