from __future__ import annotations

import time

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scraper.hashing import HashIndex, group_near_duplicates, hamming_distance, perceptual_hash
from scraper.options import ScrapeOptions
from tests.scraper.pictures import decode, draw_photo, encode

NEAR = ScrapeOptions().near_duplicate_bits


def with_bits(*bits: int) -> str:
    return f"{sum(1 << bit for bit in bits):064x}"


def crop(photo: NDArray[np.uint8], pixels: int) -> NDArray[np.uint8]:
    return np.ascontiguousarray(photo[pixels:-pixels, pixels:-pixels])


def with_logo(photo: NDArray[np.uint8]) -> NDArray[np.uint8]:
    marked = photo.copy()
    marked[-24:-6, -60:-6] = 250
    return marked


CHANGES = {
    "encoded again": lambda photo: decode(encode(photo, settings={"quality": 30})),
    "half the size": lambda photo: cv2.resize(photo, None, fx=0.5, fy=0.5),
    "another shape": lambda photo: cv2.resize(photo, (400, 260)),
    "one pixel cropped": lambda photo: crop(photo, 1),
    "darker": lambda photo: (photo * 0.8).astype(np.uint8),
    "with a logo": with_logo,
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_copy_stays_near(change: str) -> None:
    photo = draw_photo(1)

    distance = hamming_distance(perceptual_hash(photo), perceptual_hash(CHANGES[change](photo)))

    assert distance <= NEAR


def test_different_photos_are_far_apart() -> None:
    hashes = [perceptual_hash(draw_photo(seed)) for seed in range(30)]

    distances = [hamming_distance(a, b) for a in hashes for b in hashes if a < b]

    assert min(distances) > 2 * NEAR


def test_a_raised_arm_on_the_same_flat_background_is_another_picture() -> None:
    scene = np.full((300, 400, 3), (90, 150, 200), dtype=np.uint8)
    cv2.line(scene, (200, 120), (200, 220), (200, 40, 40), 30)
    down, up = scene.copy(), scene.copy()
    cv2.line(down, (200, 130), (260, 210), (240, 200, 170), 14)
    cv2.line(up, (200, 130), (260, 50), (240, 200, 170), 14)

    assert hamming_distance(perceptual_hash(down), perceptual_hash(up)) > NEAR


def test_distance_counts_differing_bits() -> None:
    assert hamming_distance(with_bits(0, 5, 255), with_bits(5)) == 2


def test_the_nearest_hash_is_found_and_the_earliest_of_equals() -> None:
    index = HashIndex(max_distance=3)
    index.add("far", with_bits(0, 1, 2))
    index.add("near", with_bits(0))
    index.add("near too", with_bits(1))

    assert index.find(with_bits()) == "near"


def test_nothing_is_found_beyond_the_distance() -> None:
    index = HashIndex(max_distance=1)
    index.add("one", with_bits(0, 1))

    assert index.find(with_bits()) is None
    assert HashIndex(max_distance=1).find(with_bits()) is None


def test_groups_follow_chains_of_near_duplicates() -> None:
    chain = [with_bits(), with_bits(8, 9, 10), with_bits(0), with_bits(0, 1), with_bits()]

    assert group_near_duplicates(chain, max_distance=1) == [0, 1, 0, 0, 0]


def test_an_index_lists_its_groups_in_order_of_arrival() -> None:
    index = HashIndex(max_distance=1)
    for name, hash_ in (("a", with_bits(7, 8)), ("b", with_bits()), ("c", with_bits(6, 7, 8))):
        index.add(name, hash_)

    assert index.groups() == [["a", "c"], ["b"]]


def brute_force(known: list[str], asked: str, max_distance: int) -> str | None:
    distances = [bin(int(one, 16) ^ int(asked, 16)).count("1") for one in known]
    if not distances or min(distances) > max_distance:
        return None
    return str(distances.index(min(distances)))


FLIPS = st.lists(st.lists(st.integers(0, 255), max_size=6), max_size=12)


@given(flips=FLIPS, asked=st.lists(st.integers(0, 255), max_size=6), distance=st.integers(0, 12))
def test_the_index_finds_what_comparing_all_finds(
    flips: list[list[int]], asked: list[int], distance: int
) -> None:
    known = [with_bits(*set(bits)) for bits in flips]
    index = HashIndex(max_distance=distance)
    for number, hash_ in enumerate(known):
        index.add(str(number), hash_)

    found = index.find(with_bits(*set(asked)))

    assert found == brute_force(known, with_bits(*set(asked)), distance)


@given(flips=FLIPS, distance=st.integers(0, 8))
def test_groups_are_what_near_pairs_connect(flips: list[list[int]], distance: int) -> None:
    """Labels spread along near pairs until nothing changes."""
    values = [int(with_bits(*set(bits)), 16) for bits in flips]
    labels = list(range(len(values)))
    for _ in values:
        for i, one in enumerate(values):
            near = [j for j, two in enumerate(values) if (one ^ two).bit_count() <= distance]
            labels[i] = min(labels[j] for j in near)

    groups = group_near_duplicates([f"{value:064x}" for value in values], max_distance=distance)

    numbers = {label: number for number, label in enumerate(dict.fromkeys(labels))}
    assert groups == [numbers[label] for label in labels]


def test_an_index_grows_beyond_its_first_thousand() -> None:
    index = HashIndex(max_distance=0)
    rng = np.random.default_rng(1)
    hashes = [rng.bytes(32).hex() for _ in range(2500)]
    for number, hash_ in enumerate(hashes):
        index.add(str(number), hash_)

    assert len(index) == 2500
    assert [index.find(hashes[number]) for number in (0, 1024, 2499)] == ["0", "1024", "2499"]


@pytest.mark.parametrize("mirrored", [True, False], ids=["mirrored", "upside down"])
def test_a_turned_picture_is_another_one(*, mirrored: bool) -> None:
    photo = draw_photo(1)
    turned = np.ascontiguousarray(photo[:, ::-1] if mirrored else photo[::-1])

    assert hamming_distance(perceptual_hash(photo), perceptual_hash(turned)) > NEAR


def test_no_hashes_make_no_groups() -> None:
    assert group_near_duplicates([], max_distance=1) == []


@pytest.mark.parametrize(("distance", "hash_"), [(-1, ""), (300, "")])
def test_an_impossible_distance_is_refused(distance: int, hash_: str) -> None:
    with pytest.raises(ValueError, match=r"max_distance .* must be 0 to 256"):
        HashIndex(max_distance=distance)


def test_a_hash_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="must have 64 hex digits"):
        HashIndex(max_distance=1).add("short", "00ff")


def test_a_look_up_among_many_hashes_is_fast() -> None:
    index = HashIndex(max_distance=NEAR)
    rng = np.random.default_rng(0)
    for number in range(20_000):
        index.add(str(number), rng.bytes(32).hex())
    started = time.perf_counter()

    for _ in range(20):
        index.find(with_bits())

    assert time.perf_counter() - started < 1.0
