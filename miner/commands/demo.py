"""`miner demo`: the whole loop on a synthetic world, offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from miner.commands.flags import JsonFlag


def demo(
    folder: Annotated[
        Path, typer.Option("--dir", help="Where the world and the workspace are made.")
    ] = Path("demo-world"),
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Begin anew when an earlier demo is there.")
    ] = False,
    review: Annotated[
        bool, typer.Option("--review", help="Judge the clips yourself, in the terminal.")
    ] = False,
    seed: Annotated[int, typer.Option(help="Seed of the world and of all training.")] = 0,
    as_json: JsonFlag = False,
) -> None:
    """Run every step on a small world of drawn people.

    Browser, downloads and training are the true ones; the result is compared with the truth.
    """
    from miner.demo.run import run_demo

    raise typer.Exit(run_demo(folder, fresh=fresh, by_hand=review, seed=seed, as_json=as_json))
