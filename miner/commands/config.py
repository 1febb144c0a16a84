"""`miner config`: every setting and where its value comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miner.commands.flags import JsonFlag, WorkspaceFlag


def config(
    section: Annotated[str, typer.Argument(help="One section only, such as scrape.")] = "",
    workspace: WorkspaceFlag = None,
    as_json: JsonFlag = False,
) -> None:
    """Show every setting, its value and its origin."""
    from dataclasses import asdict

    from miner.config import did_you_mean, load_config, sections, settings_of, to_toml
    from miner.console import print_json
    from miner.errors import ConfigError
    from miner.session import workspace_at
    from miner.workspace import find_workspace

    if section and section not in sections():
        raise ConfigError(f"Unknown section '{section}'{did_you_mean(section, sections())}")
    place = workspace_at(workspace) or find_workspace(Path.cwd())
    found = settings_of(load_config(place.settings_file, {}), place.settings_file)
    chosen = [each for each in found if section in {"", each.section}]
    if as_json:
        print_json([asdict(each) for each in chosen])
        return
    for each in chosen:
        typer.echo(f"{each.section}.{each.key} = {to_toml(each.value)}   # {each.origin}")
