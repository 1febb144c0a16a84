"""`miner actions`: the classes that a workspace collects."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from miner.commands.flags import JsonFlag, QuietFlag, WorkspaceFlag

if TYPE_CHECKING:
    from collections.abc import Sequence

    from miner.actions import ActionEntry

app = typer.Typer(
    help="Add and list action classes.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def add(
    names: Annotated[list[str], typer.Argument(help="Names, such as 'riding a mule'.")],
    background: Annotated[
        bool,
        typer.Option(
            "--background",
            help="They show no action: they train the classifier and never yield clips.",
        ),
    ] = False,
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Add actions by name."""
    from miner.actions import actions_of_names

    entries = actions_of_names(names, kind="background" if background else "action")
    _keep(entries, workspace, quiet=quiet, as_json=as_json)


@app.command(name="import")
def import_list(
    source: Annotated[
        str,
        typer.Argument(
            help="A .txt, .names, .csv or .toml file, or the name of a list that miner ships "
            "(kinetics400, ucf101, hmdb51, activitynet200, ...)."
        ),
    ],
    workspace: WorkspaceFlag = None,
    quiet: QuietFlag = False,
    as_json: JsonFlag = False,
) -> None:
    """Add the actions of a list."""
    from miner.actions import load_actions

    found = load_actions(source)
    _keep(found.actions, workspace, quiet=quiet, as_json=as_json, warnings=found.warnings)


@app.command(name="list")
def show(workspace: WorkspaceFlag = None, as_json: JsonFlag = False) -> None:
    """List the actions of the workspace with their search phrases."""
    from dataclasses import asdict

    from miner.console import print_json
    from miner.progress import Talk
    from miner.session import open_session, workspace_at

    with open_session(workspace=workspace_at(workspace), flags={}, talk=Talk()) as session:
        table = session.catalogue.actions
        found = [(each, table.queries(each.action_id)) for each in table.all()]
    if as_json:
        print_json([{**asdict(a), "queries": [q.text for q in qs]} for a, qs in found])
        return
    for action, queries in found:
        mark = "  (background)" if action.kind == "background" else ""
        typer.echo(f"{action.name}{mark}")
        typer.echo("    " + "; ".join(query.text for query in queries))


def _keep(
    entries: Sequence[ActionEntry],
    workspace: Path | None,
    *,
    quiet: bool,
    as_json: bool,
    warnings: Sequence[str] = (),
) -> None:
    """Write actions into the catalogue and say how many are new."""
    from miner.pipeline.action_import import add_actions
    from miner.progress import Talk
    from miner.session import open_session, workspace_at
    from miner.text import plural

    view = Talk(quiet=quiet, as_json=as_json)
    with open_session(workspace=workspace_at(workspace), flags={}, talk=view) as session:
        new, known = add_actions(session.catalogue, entries)
        for warning in warnings:
            view.note(f"note: {warning}")
        view.finish(
            {"added": new, "updated": known},
            sentence=f"Added {plural(new, 'action')}, updated {known}. "
            f"Next: {session.next('scrape-images')}",
        )
