"""`miner init`: make a workspace."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make it.")] = Path(),
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Make a workspace.

    A folder with settings (miner.toml) and a catalogue of all that is known (catalogue.db).
    """
    import shlex

    from miner.catalogue.catalogue import open_catalogue
    from miner.config import sample_settings
    from miner.files import write_whole
    from miner.progress import Talk
    from miner.workspace import Workspace, make_folder

    workspace = Workspace(root=make_folder(folder))
    is_new = not workspace.settings_file.exists()
    if is_new:
        write_whole(workspace.settings_file, sample_settings().encode())
    with open_catalogue(workspace.catalogue_file):
        pass
    here = "" if folder == Path() else f"cd {shlex.quote(str(folder))}, then "
    what = "Made a workspace" if is_new else "There is a workspace already"
    Talk(quiet=quiet, as_json=as_json).finish(
        {"workspace": str(workspace.root.resolve()), "new": is_new},
        sentence=f"{what} in {workspace.root.resolve()}. "
        f"Next: {here}miner actions add 'riding a mule' 'juggling balls' ...",
    )
