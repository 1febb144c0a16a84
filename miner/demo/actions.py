"""The actions of the drawn world: how each is performed, called and searched for."""

from dataclasses import dataclass

from miner.actions import ActionKind

from .motions import Motion, jumping_jack, push_up, sit_down, squat, stand_up, wave

BACKGROUND = "background"
"""Name of the entry that is no action."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoAction:
    """One entry of the demo's action list."""

    name: str
    """Its label."""
    kind: ActionKind = "action"
    """Whether clips of it are wanted ('action') or it only shows what else there is."""
    queries: tuple[str, ...]
    """What to type into a search engine to find it."""
    definition: str
    """When a reviewer shall say yes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Performance:
    """How people perform one action."""

    motion: Motion
    """Posture over a repetition."""
    period_seconds: tuple[float, float]
    """Shortest and longest repetition."""
    yaw: tuple[float, float]
    """Least and greatest turn away from the viewer, in degrees to either side."""
    telling: tuple[float, float] = (0.0, 1.0)
    """Phases between which a photographer presses the button: what shows the action best."""
    on_chair: bool = False
    """Whether there is a chair behind the person."""
    jumps: bool = False
    """Whether the film jumps from the end of a repetition to the start of the next."""


CHAIR_YAW = (30.0, 85.0)
"""Least and greatest turn of a chair that somebody uses, in degrees to either side."""

PERFORMANCES: dict[str, Performance] = {
    "doing jumping jacks": Performance(
        motion=jumping_jack, period_seconds=(0.9, 1.4), yaw=(0, 35), telling=(0.2, 0.8)
    ),
    "squatting": Performance(
        motion=squat, period_seconds=(1.5, 2.4), yaw=(0, 80), telling=(0.2, 0.8)
    ),
    "doing push ups": Performance(motion=push_up, period_seconds=(1.3, 2.2), yaw=(55, 100)),
    "waving hands": Performance(motion=wave, period_seconds=(0.7, 1.1), yaw=(0, 40)),
    "sitting down": Performance(
        motion=sit_down,
        period_seconds=(1.4, 2.0),
        telling=(0.25, 0.95),
        yaw=CHAIR_YAW,
        on_chair=True,
        jumps=True,
    ),
    "standing up": Performance(
        motion=stand_up,
        period_seconds=(1.4, 2.0),
        telling=(0.05, 0.75),
        yaw=CHAIR_YAW,
        on_chair=True,
        jumps=True,
    ),
}
"""Every action, by its label."""

MOTION_PAIR = ("sitting down", "standing up")
"""The two actions made of the same postures in opposite order; no video shows both."""

AT_A_CHAIR = ("doing jumping jacks", "waving hands")
"""What people also do in a video in which they sit down or stand up, in front of the chair."""

ACTIONS: tuple[DemoAction, ...] = (
    DemoAction(
        name="doing jumping jacks",
        queries=("jumping jacks",),
        definition="Legs and arms are thrown apart and together again, jumping.",
    ),
    DemoAction(
        name="squatting",
        queries=("squats",),
        definition="The hips go down between the feet and up again, without a seat.",
    ),
    DemoAction(
        name="doing push ups",
        queries=("push ups",),
        definition="A stiff body is lowered to the ground and pushed up by the arms.",
    ),
    DemoAction(
        name="waving hands",
        queries=("waving hands",),
        definition="One hand or both are held up and swung from side to side.",
    ),
    DemoAction(
        name="sitting down",
        queries=("sitting down",),
        definition="Somebody goes from the feet onto a seat.",
    ),
    DemoAction(
        name="standing up",
        queries=("standing up",),
        definition="Somebody goes from a seat onto the feet.",
    ),
    DemoAction(
        name=BACKGROUND,
        kind="background",
        queries=("person standing", "person walking", "empty place"),
        definition="Nobody does any of the actions.",
    ),
)
"""The demo's action list, the background last."""
