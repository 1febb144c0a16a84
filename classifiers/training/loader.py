"""Batches made by threads, in an order that only the seed and the epoch decide.

Decoding and resizing (cv2, PIL, PyAV) release Python's lock, so threads keep all cores busy without
the memory, the start-up time and the left-overs of worker processes.
"""

import os
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Protocol

import numpy as np
import torch
from torch import Tensor

from .seeding import sample_generator, shuffled_order

__all__ = ["Batch", "BatchLoader", "Pixels", "SampleSource", "thread_count"]

Batch = tuple[Tensor, Tensor]
Pixels = np.ndarray[Any, np.dtype[np.uint8]]
Sample = tuple[Pixels, int]

BATCHES_AHEAD = 2
"""Batches in the making while the network works; more only costs memory."""
MAX_THREADS = 16


class SampleSource(Protocol):
    """A set of samples that can be read one by one, from any thread."""

    def __len__(self) -> int:
        """Count the samples."""

    def sample(self, index: int, rng: np.random.Generator) -> Sample:
        """Read one sample; all that is random about it comes from `rng`."""


class BatchLoader:
    """An iterable of (inputs, targets): stacked arrays and class indices."""

    def __init__(
        self,
        source: SampleSource,
        *,
        batch_size: int,
        shuffle: bool = False,
        seed: int = 0,
        threads: int = -1,
    ) -> None:
        self.source = source
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.seed = seed
        self.threads = thread_count(threads)
        self.epoch = 0

    @property
    def sample_count(self) -> int:
        """Number of samples in the set."""
        return len(self.source)

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch (from 0) whose order and augmentation the next iteration has."""
        self.epoch = epoch

    def __len__(self) -> int:
        return len(batch_spans(len(self.source), self.batch_size, training=self.shuffle))

    def __iter__(self) -> Iterator[Batch]:
        # A generator: `epoch` is read when the first batch is asked for, not by iter().
        order = list(range(len(self.source)))
        if self.shuffle:
            order = shuffled_order(len(order), seed=self.seed, epoch=self.epoch)
        spans = batch_spans(len(order), self.batch_size, training=self.shuffle)
        batches = [order[start:end] for start, end in spans]
        if self.threads == 0:
            yield from (stack([self._sample(index) for index in batch]) for batch in batches)
        else:
            yield from self._read_ahead(batches)

    def _read_ahead(self, batches: Sequence[Sequence[int]]) -> Iterator[Batch]:
        pool = ThreadPoolExecutor(self.threads, thread_name_prefix="batch-loader")
        pending: deque[list[Future[Sample]]] = deque()
        try:
            for batch in batches:
                pending.append([pool.submit(self._sample, index) for index in batch])
                if len(pending) > BATCHES_AHEAD:
                    yield stack([future.result() for future in pending.popleft()])
            while pending:
                yield stack([future.result() for future in pending.popleft()])
        finally:
            pool.shutdown(cancel_futures=True)

    def _sample(self, index: int) -> Sample:
        return self.source.sample(index, sample_generator(self.seed, self.epoch, index))


def batch_spans(count: int, batch_size: int, *, training: bool) -> list[tuple[int, int]]:
    """Cut `count` samples into half-open spans of at most `batch_size`.

    A last batch of one sample is left out of training, because batch norm cannot learn from it; the
    order differs in each epoch, so no sample is left out for long.
    """
    spans = [(start, min(start + batch_size, count)) for start in range(0, count, batch_size)]
    if training and len(spans) > 1 and spans[-1][1] - spans[-1][0] == 1:
        spans.pop()
    return spans


def stack(samples: Sequence[Sample]) -> Batch:
    """Join samples to a batch."""
    inputs = torch.from_numpy(np.stack([array for array, _ in samples]))
    targets = torch.tensor([target for _, target in samples], dtype=torch.int64)
    return (
        (inputs.pin_memory(), targets.pin_memory())
        if torch.cuda.is_available()
        else (inputs, targets)
    )


def thread_count(wanted: int) -> int:
    """Give the number of threads to use: `wanted`, or by the cores when it is negative."""
    return wanted if wanted >= 0 else min(MAX_THREADS, os.cpu_count() or 1)
