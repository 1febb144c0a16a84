"""`miner doctor`: what this machine has and lacks."""

from __future__ import annotations

import typer

from miner.commands.flags import JsonFlag, WorkspaceFlag


def doctor(workspace: WorkspaceFlag = None, as_json: JsonFlag = False) -> None:
    """Check what this machine has and lacks.

    Browser, driver, JavaScript runtime, ffmpeg, GPU, disk, versions; says how to mend each.
    """
    from dataclasses import asdict

    from miner.console import print_json
    from miner.machine import check_machine
    from miner.session import workspace_at

    workspace_at(workspace)
    checks = check_machine(workspace)
    if as_json:
        print_json([asdict(each) for each in checks])
    else:
        width = max(len(each.name) for each in checks)
        for each in checks:
            mark = "ok  " if each.ok else "MEND"
            typer.echo(f"{mark}  {each.name:<{width}}  {each.found}")
            if not each.ok:
                typer.echo(f"      {each.advice}")
    raise typer.Exit(0 if all(each.ok for each in checks) else 3)
