"""Learning rate schedules as pure functions of the step.

A schedule has no memory, so a resumed run continues on the very curve of an unbroken one, and a run
can be given more epochs. (`plateau` alone has: torch's ReduceLROnPlateau, kept in the checkpoint.)
"""

import math
from dataclasses import dataclass

from .options import Scheduler

__all__ = ["SchedulePlan", "learning_rate_factor"]

ONE_CYCLE_RISE = 0.3
"""Part of a one-cycle run in which the rate rises."""
ONE_CYCLE_START = 1 / 25
ONE_CYCLE_END = 1e-4 / 25
"""First and last rate of one-cycle, as factors of the highest (Smith, 2018, arXiv:1803.09820)."""
STEP_FACTOR = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class SchedulePlan:
    """A schedule with the length of the run."""

    scheduler: Scheduler
    """Shape of the curve."""
    total_steps: int
    """Optimiser steps of the whole run."""
    drop_steps: int
    """Optimiser steps between two drops of `step`."""
    warmup: float
    """Part of the run in which the rate rises from 0."""


def learning_rate_factor(step: int, *, plan: SchedulePlan) -> float:
    """Give the factor of the highest learning rate at a step (from 0).

    >>> plan = SchedulePlan(scheduler="cosine", total_steps=100, drop_steps=30, warmup=0.1)
    >>> [round(learning_rate_factor(step, plan=plan), 3) for step in (0, 9, 10, 55, 100)]
    [0.1, 1.0, 1.0, 0.5, 0.0]
    """
    if plan.scheduler == "one-cycle":
        return one_cycle(step, total_steps=plan.total_steps)
    warmup_steps = int(plan.warmup * plan.total_steps)
    if step < warmup_steps:
        return (step + 1) / warmup_steps
    if plan.scheduler == "cosine":
        return blend(1.0, 0.0, part(step - warmup_steps, plan.total_steps - warmup_steps))
    if plan.scheduler == "step":
        return float(STEP_FACTOR ** (step // max(1, plan.drop_steps)))
    return 1.0


def one_cycle(step: int, *, total_steps: int) -> float:
    """Rise along a half cosine, then fall along a longer one."""
    peak = ONE_CYCLE_RISE * total_steps - 1
    if step <= peak:
        return blend(ONE_CYCLE_START, 1.0, part(step, peak))
    return blend(1.0, ONE_CYCLE_END, part(step - peak, total_steps - 1 - peak))


def part(step: float, steps: float) -> float:
    """Give how much of `steps` is done, in 0..1."""
    return min(1.0, step / steps) if steps > 0 else 1.0


def blend(start: float, end: float, progress: float) -> float:
    """Go from `start` to `end` along half a cosine wave."""
    return end + (start - end) * (1 + math.cos(math.pi * progress)) / 2
