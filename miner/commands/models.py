"""`miner models`: the video models that can be trained."""

from __future__ import annotations

from typing import Annotated

import typer

from miner.commands.flags import JsonFlag


def models(
    pattern: Annotated[str, typer.Argument(help="Names to list, such as '*18*'.")] = "*",
    as_json: JsonFlag = False,
) -> None:
    """List the video models and the clips they take."""
    from miner.console import print_json, say
    from video.models.registry import list_models, model_spec

    specs = [model_spec(name) for name in list_models(pattern)]
    if as_json:
        print_json(
            [
                {
                    "name": spec.name,
                    "family": spec.card.family,
                    "frames": spec.inputs.frames,
                    "size": spec.inputs.size,
                    "modality": spec.inputs.modality,
                    "weights": [each.name for each in spec.weights],
                }
                for spec in specs
            ]
        )
        return
    if not specs:
        say(f"No video model has a name like '{pattern}'.")
    width = max((len(spec.name) for spec in specs), default=0)
    for spec in specs:
        weights = ", ".join(each.name for each in spec.weights) or "none"
        clip = f"{spec.inputs.frames} frames of {spec.inputs.size} px"
        typer.echo(f"{spec.name:<{width}}  {spec.card.family:<10}  {clip}  weights: {weights}")
