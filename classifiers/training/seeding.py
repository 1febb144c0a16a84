"""Seeds that depend on where in a run we are, never on how we got there.

A run that was killed and resumed draws the same numbers as an unbroken one, because nothing is
carried over from one epoch or sample to the next.
"""

import numpy as np

__all__ = ["epoch_seed", "sample_generator", "shuffled_order"]

SHUFFLE, SAMPLE, LAYERS = 1, 2, 3
"""Independent streams: order of samples, augmentation, dropout and the like."""


def epoch_seed(seed: int, epoch: int) -> int:
    """Give the seed of the layers' own randomness (dropout) in an epoch."""
    return int(np.random.SeedSequence((seed, LAYERS, epoch)).generate_state(1)[0])


def sample_generator(seed: int, epoch: int, index: int) -> np.random.Generator:
    """Give the generator that augments one sample in one epoch."""
    return np.random.default_rng((seed, SAMPLE, epoch, index))


def shuffled_order(count: int, *, seed: int, epoch: int) -> list[int]:
    """Give the order of `count` samples in an epoch."""
    return [int(i) for i in np.random.default_rng((seed, SHUFFLE, epoch)).permutation(count)]
