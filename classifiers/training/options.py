"""Settings that every training run has, of images and of clips alike."""

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_doc import Doc
from annotated_types import Ge, Gt, Le, Lt

__all__ = ["Device", "FitOptions", "Optimizer", "Precision", "Scheduler"]

Device = Literal["auto", "cpu", "cuda"]
Optimizer = Literal["sgd", "adam", "adamw"]
Precision = Literal["auto", "32", "bf16", "16"]
Scheduler = Literal["one-cycle", "step", "cosine", "plateau", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FitOptions:
    """How a network is trained."""

    epochs: Annotated[int, Ge(1), Doc("passes over the training set")] = 10
    batch_size: Annotated[int, Ge(1), Doc("samples a step; shrinks to a smaller set")] = 32
    learning_rate: Annotated[float, Gt(0), Doc("highest learning rate of the schedule")] = 1e-3
    optimizer: Annotated[Optimizer, Doc("how gradients become steps")] = "adamw"
    momentum: Annotated[float, Ge(0), Lt(1), Doc("momentum of sgd")] = 0.9
    weight_decay: Annotated[float, Ge(0), Doc("decay of weights, not of biases")] = 0.01
    scheduler: Annotated[Scheduler, Doc("how the learning rate moves")] = "one-cycle"
    warmup: Annotated[
        float, Ge(0), Le(0.5), Doc("part of the run in which the rate rises (cosine, step, none)")
    ] = 0.0
    step_epochs: Annotated[
        int, Ge(0), Doc("epochs between the drops of schedule 'step'; 0 means a third of the run")
    ] = 0
    label_smoothing: Annotated[float, Ge(0), Lt(1), Doc("probability given to all classes")] = 0.1
    gradient_clip: Annotated[float, Ge(0), Doc("largest norm of a gradient; 0 means any")] = 0.0
    accumulate: Annotated[int, Ge(1), Doc("batches whose gradients are summed for a step")] = 1
    early_stop: Annotated[
        int, Ge(0), Doc("stop after so many epochs without a better result; 0 means never")
    ] = 0
    precision: Annotated[
        Precision, Doc("'auto' takes bf16 where the hardware is faster with it, else 32 bits")
    ] = "auto"
    device: Annotated[Device, Doc("where to compute; 'auto' takes a GPU if there is one")] = "auto"
    num_workers: Annotated[
        int, Ge(-1), Doc("threads that read and augment; -1 means one for each core, at most 16")
    ] = -1
    seed: Annotated[int, Ge(0), Doc("same seed, same data and machine: same result")] = 0
