"""Batches made by threads."""

import threading

import numpy as np
import pytest

from classifiers.training.loader import Batch, BatchLoader, Pixels, batch_spans


class Noise:
    """Samples whose content is nothing but chance."""

    def __len__(self) -> int:
        return 11

    def sample(self, index: int, rng: np.random.Generator) -> tuple[Pixels, int]:
        return rng.integers(0, 256, (2, 2, 3)).astype(np.uint8), index


class Faulty(Noise):
    """Samples of which one cannot be read."""

    def sample(self, index: int, rng: np.random.Generator) -> tuple[Pixels, int]:
        if index == 7:
            raise ValueError("sample 7 is broken")
        return super().sample(index, rng)


def epoch(loader: BatchLoader, number: int) -> list[Batch]:
    loader.set_epoch(number)
    return list(loader)


def same(one: list[Batch], other: list[Batch]) -> bool:
    pairs = zip(one, other, strict=True)
    return all(a[0].equal(b[0]) and a[1].equal(b[1]) for a, b in pairs)


def test_the_number_of_threads_changes_nothing() -> None:
    one, several = (
        BatchLoader(Noise(), batch_size=4, shuffle=True, seed=5, threads=threads)
        for threads in (0, 3)
    )

    assert same(epoch(one, 2), epoch(several, 2))


def test_each_epoch_has_its_own_order_and_noise() -> None:
    loader = BatchLoader(Noise(), batch_size=4, shuffle=True, threads=0)

    assert not same(epoch(loader, 0), epoch(loader, 1))
    assert same(epoch(loader, 1), epoch(loader, 1))


def test_every_sample_comes_once() -> None:
    batches = epoch(BatchLoader(Noise(), batch_size=4, shuffle=True, threads=2), 0)
    targets = [int(target) for _, batch in batches for target in batch]

    assert sorted(targets) == list(range(11))
    assert [len(batch) for _, batch in batches] == [4, 4, 3]


@pytest.mark.parametrize(
    ("count", "training", "sizes"),
    [(9, True, [4, 4]), (9, False, [4, 4, 1]), (1, True, [1]), (8, True, [4, 4]), (0, True, [])],
)
def test_a_last_batch_of_one_does_not_train(
    *, count: int, training: bool, sizes: list[int]
) -> None:
    spans = batch_spans(count, 4, training=training)

    assert [end - start for start, end in spans] == sizes


def test_an_error_in_a_thread_is_raised_and_no_thread_stays() -> None:
    with pytest.raises(ValueError, match="sample 7 is broken"):
        list(BatchLoader(Faulty(), batch_size=4, threads=3))

    assert not [thread for thread in threading.enumerate() if "batch-loader" in thread.name]


def test_a_loader_left_midway_leaves_no_threads() -> None:
    batches = iter(BatchLoader(Noise(), batch_size=2, threads=3))
    next(batches)
    del batches

    assert not [thread for thread in threading.enumerate() if "batch-loader" in thread.name]
