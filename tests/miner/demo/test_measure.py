"""Precision and recall of candidates, by hand-worked cases."""

import pytest

from miner.demo.measure import Candidate, Hits, is_found, measure_candidates, total_hits
from miner.demo.truth import Segment
from video.timing import ClipSpan

LABELS = ("squatting", "waving hands")

TRUTH = {
    "a": (
        Segment(label="squatting", span=ClipSpan(2.0, 6.0)),
        Segment(label="waving hands", span=ClipSpan(8.0, 12.0)),
    ),
    "b": (Segment(label="squatting", span=ClipSpan(0.0, 5.0)),),
    "c": (),
}


def candidate(video_key: str, label: str, start: float) -> Candidate:
    return Candidate(video_key=video_key, label=label, span=ClipSpan(start, start + 3.0))


def counts(row: Hits) -> tuple[int, int, int, int]:
    return row.candidates, row.correct, row.performances, row.found


def test_each_action_is_counted_on_its_own() -> None:
    proposed = [
        candidate("a", "squatting", 2.5),  # inside
        candidate("a", "squatting", 8.0),  # another action
        candidate("c", "squatting", 0.0),  # nothing happens here
        candidate("a", "waving hands", 10.5),  # half of it, just correct
    ]

    squatting, waving = measure_candidates(proposed, TRUTH, labels=LABELS)

    assert counts(squatting) == (3, 1, 2, 1)
    assert counts(waving) == (1, 1, 1, 1)
    assert squatting.precision == pytest.approx(1 / 3)
    assert squatting.recall == pytest.approx(1 / 2)


def test_two_candidates_in_one_performance_find_it_once() -> None:
    proposed = [candidate("b", "squatting", 0.0), candidate("b", "squatting", 2.0)]

    (row,) = measure_candidates(proposed, TRUTH, labels=["squatting"])

    assert counts(row) == (2, 2, 2, 1)


def test_a_candidate_counts_only_in_its_own_video() -> None:
    (row,) = measure_candidates([candidate("c", "squatting", 2.0)], TRUTH, labels=["squatting"])

    assert counts(row) == (1, 0, 2, 0)


def test_a_candidate_of_an_unknown_video_is_wrong() -> None:
    (row,) = measure_candidates([candidate("z", "squatting", 0.0)], TRUTH, labels=["squatting"])

    assert counts(row) == (1, 0, 2, 0)


@pytest.mark.parametrize(
    ("segment", "clip", "found"),
    [
        pytest.param((0, 10), (4, 7), True, id="short clip inside a long performance"),
        pytest.param((4, 6), (3, 6), True, id="short performance inside a clip"),
        pytest.param((0, 4), (2.5, 5.5), True, id="half of the clip"),
        pytest.param((0, 4), (2.6, 5.6), False, id="less than half of the clip"),
        pytest.param((0, 2), (1.1, 4.1), False, id="less than half of the performance"),
        pytest.param((0, 4), (4, 7), False, id="touching"),
        pytest.param((0, 4), (2, 2), False, id="empty clip"),
    ],
)
def test_found_asks_for_half_of_the_shorter_one(
    segment: tuple[float, float], clip: tuple[float, float], found: bool
) -> None:
    performed = Segment(label="squatting", span=ClipSpan(*segment))

    assert is_found(performed, [ClipSpan(*clip)]) is found


def test_nothing_proposed_has_no_precision_and_no_recall_without_performances() -> None:
    (row,) = measure_candidates([], {"c": ()}, labels=["squatting"])

    assert (row.precision, row.recall) == (None, None)


def test_totals_add_up_the_counts() -> None:
    rows = measure_candidates([candidate("b", "squatting", 1.0)], TRUTH, labels=LABELS)

    assert counts(total_hits(rows)) == (1, 1, 3, 1)
