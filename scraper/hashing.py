"""Perceptual hashes: 256 bits that stay nearly the same when an image is re-encoded or resized.

>>> hamming_distance("00" * 32, "03" + "00" * 31)
2
>>> group_near_duplicates(["00" * 32, "ff" * 32, "01" + "00" * 31], max_distance=4)
[0, 1, 0]
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

HASH_BITS = 256
"""Length of a hash: the signs of 16 x 16 low frequencies."""
_HASH_SIDE = 16
_DCT_SIDE = 64
"""Side of the transformed grey picture; four times the hash, so that fine detail plays no part."""
_WORDS = HASH_BITS // 64


def perceptual_hash(rgb: NDArray[np.uint8]) -> str:
    """Hash a picture of shape (height, width, 3) into 64 hex digits.

    The picture is made grey and small, taken to frequencies (DCT), and each of the 256 lowest
    gives one bit: above the median or not.
    """
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (_DCT_SIDE, _DCT_SIDE), interpolation=cv2.INTER_AREA)
    frequencies = cv2.dct(small.astype(np.float32))[:_HASH_SIDE, :_HASH_SIDE]
    bits = np.asarray(frequencies > np.median(frequencies))
    return np.packbits(bits).tobytes().hex()


def hamming_distance(first: str, second: str) -> int:
    """Count the bits in which two hashes differ."""
    return (int(first, 16) ^ int(second, 16)).bit_count()


class HashIndex:
    """Hashes by id, asked for the nearest one within a distance.

    One look-up among 100,000 hashes takes well under a millisecond.
    """

    def __init__(self, max_distance: int) -> None:
        if not 0 <= max_distance <= HASH_BITS:
            raise ValueError(f"max_distance ({max_distance}) must be 0 to {HASH_BITS}.")
        self._max_distance = max_distance
        self._ids: list[str] = []
        # One row per 64-bit word, so that a look-up reads memory in order; doubled when full.
        self._words = np.zeros((_WORDS, 1024), dtype=np.uint64)

    def __len__(self) -> int:
        return len(self._ids)

    def add(self, id: str, hash: str) -> None:  # noqa: A002 - the catalogue's own words
        """Remember a hash under an id."""
        count = len(self._ids)
        if count == self._words.shape[1]:
            self._words = np.concatenate([self._words, np.zeros_like(self._words)], axis=1)
        self._words[:, count] = _to_words(hash)
        self._ids.append(id)

    def find(self, hash: str) -> str | None:  # noqa: A002 - as above
        """Return the id of the nearest hash within the distance, the earliest of equals."""
        if not self._ids:
            return None
        known = self._words[:, : len(self._ids)]
        places, distances = _near(known, _to_words(hash), self._max_distance)
        return self._ids[places[np.argmin(distances)]] if len(places) else None

    def groups(self) -> list[list[str]]:
        """Return the ids in groups of near-duplicates, groups and members in order of arrival."""
        labels = _group_words(self._words[:, : len(self._ids)], self._max_distance)
        members: dict[int, list[str]] = {}
        for id_, label in zip(self._ids, labels, strict=True):
            members.setdefault(label, []).append(id_)
        return list(members.values())


def group_near_duplicates(hashes: Sequence[str], *, max_distance: int) -> list[int]:
    """Number the group of every hash; chains of near-duplicates share a group.

    Groups are numbered from 0 in order of their first member.
    """
    if not hashes:
        return []
    distinct = dict.fromkeys(hashes)
    words = np.stack([_to_words(hash_) for hash_ in distinct], axis=1)
    labels = dict(zip(distinct, _group_words(words, max_distance), strict=True))
    return [labels[hash_] for hash_ in hashes]


def _group_words(words: NDArray[np.uint64], max_distance: int) -> list[int]:
    """Join every column to its earlier near-duplicates (union-find), then number the groups."""
    parents = list(range(words.shape[1]))
    for column in range(1, words.shape[1]):
        places, _ = _near(words[:, :column], words[:, column], max_distance)
        for earlier in places:
            first, second = sorted((_root(parents, int(earlier)), _root(parents, column)))
            parents[second] = first
    numbers: dict[int, int] = {}
    return [
        numbers.setdefault(_root(parents, column), len(numbers)) for column in range(len(parents))
    ]


def _root(parents: list[int], item: int) -> int:
    while parents[item] != item:
        parents[item] = parents[parents[item]]
        item = parents[item]
    return item


def _to_words(hash_: str) -> NDArray[np.uint64]:
    if len(hash_) != HASH_BITS // 4:
        raise ValueError(f"hash ('{hash_[:80]}') must have {HASH_BITS // 4} hex digits.")
    return np.frombuffer(bytes.fromhex(hash_), dtype=np.uint64)


def _near(
    words: NDArray[np.uint64], one: NDArray[np.uint64], max_distance: int
) -> tuple[NDArray[np.intp], NDArray[np.uint16]]:
    """Return the columns within the distance of `one`, in order, and their distances.

    Half of the bits tell nearly all strangers apart, so that the rest is looked at for few.
    """
    half = np.bitwise_count(words[0] ^ one[0])
    half += np.bitwise_count(words[1] ^ one[1])
    places = np.flatnonzero(half <= max_distance)
    rest = words[2:, places] ^ one[2:, np.newaxis]
    distances = half[places] + np.bitwise_count(rest).sum(axis=0, dtype=np.uint16)
    near = distances <= max_distance
    return places[near], distances[near]
