from __future__ import annotations

import pickle
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from video.errors import CannotOpen, VideoError
from video.options import ScoreOptions
from video.timing import ClipSpan, FrameSampling, PresentationClock, snap_to_rate


def test_spans_are_half_open() -> None:
    span = ClipSpan(1.0, 2.0)

    assert span.contains(1.0)
    assert not span.contains(2.0)
    assert (span.length_seconds, span.middle_seconds) == (1.0, 1.5)


@pytest.mark.parametrize(
    ("first", "second", "shared", "overlap"),
    [
        pytest.param((3, 13), (5, 15), 8, 8 / 12, id="partly"),
        pytest.param((0, 10), (2, 4), 2, 0.2, id="one inside the other"),
        pytest.param((0, 1), (1, 2), 0, 0, id="touching"),
        pytest.param((0, 1), (5, 6), 0, 0, id="apart"),
        pytest.param((1, 1), (1, 1), 0, 0, id="empty"),
    ],
)
def test_overlap_is_intersection_over_union(
    first: tuple[float, float], second: tuple[float, float], shared: float, overlap: float
) -> None:
    one, other = ClipSpan(*first), ClipSpan(*second)

    assert one.intersection_seconds(other) == shared
    assert one.overlap(other) == pytest.approx(overlap)
    assert other.overlap(one) == pytest.approx(overlap)


@pytest.mark.parametrize(
    ("span", "limits", "expected"),
    [((-2, 3), (0, 10), (0, 3)), ((8, 14), (0, 10), (8, 10)), ((20, 30), (0, 10), (10, 10))],
)
def test_clipped_keeps_what_is_inside(
    span: tuple[float, float], limits: tuple[float, float], expected: tuple[float, float]
) -> None:
    assert ClipSpan(*span).clipped(ClipSpan(*limits)) == ClipSpan(*expected)


@pytest.mark.parametrize(("start", "end"), [(2.0, 1.0), (0.0, float("nan")), (0, float("inf"))])
def test_a_span_must_be_an_interval(start: float, end: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        ClipSpan(start, end)


@pytest.mark.parametrize(
    ("times", "fps", "chosen"),
    [
        pytest.param([0.0, 0.1, 0.2, 0.3, 0.4], 5.0, [0, 2, 4], id="every other frame"),
        pytest.param([0.0, 0.3, 0.6, 0.9, 1.2], 2.0, [0, 1, 3], id="on show at 0, 0.5, 1.0"),
        pytest.param([0.0, 1.0, 2.0], 4.0, [0, 1, 2], id="each once though shown at 4 ticks"),
        pytest.param([0.0, 0.1, 3.0, 3.1], 1.0, [0, 1, 2], id="a long pause shows its frame"),
    ],
)
def test_sampling_by_time_takes_the_frame_on_show(
    times: list[float], fps: float, chosen: list[int]
) -> None:
    sampling = FrameSampling(fps=fps)
    ends = [*times[1:], times[-1] + 0.1]

    taken = [
        index
        for index, (start, end) in enumerate(zip(times, ends, strict=True))
        if sampling.takes(index, start_seconds=start, end_seconds=end)
    ]

    assert taken == chosen


@given(rate=st.integers(1, 60), fps=st.floats(0.2, 60))
def test_sampling_by_time_never_misses_an_instant(rate: int, fps: float) -> None:
    sampling = FrameSampling(fps=fps)
    taken = [
        index
        for index in range(3 * rate)
        if sampling.takes(index, start_seconds=index / rate, end_seconds=(index + 1) / rate)
    ]

    ticks = {int(tick / fps * rate + 1e-5) for tick in range(int(3 * fps - 1e-5) + 1)}
    assert set(taken) == {index for index in ticks if index < 3 * rate}


def test_sampling_by_number() -> None:
    sampling = FrameSampling(every=3)

    assert [n for n in range(8) if sampling.takes(n, start_seconds=n, end_seconds=n + 1)] == [
        0,
        3,
        6,
    ]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (ScoreOptions(), "4 frames a second"),
        (ScoreOptions(every=1), "every frame"),
        (ScoreOptions(every=5, fps=9), "1 frame in 5"),
    ],
)
def test_score_options_say_their_sampling(options: ScoreOptions, words: str) -> None:
    assert options.sampling.describe() == words


@pytest.mark.parametrize(
    "arguments", [{"every": 2, "fps": 1.0}, {"every": 0}, {"fps": 0.0}, {"fps": float("nan")}]
)
def test_sampling_refuses_nonsense(arguments: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"must be|exclude"):
        FrameSampling(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stamps", "expected"),
    [
        pytest.param([50, 51, 52], [0.0, 0.1, 0.2], id="starts late"),
        pytest.param([-3, -2, 0], [0.0, 0.1, 0.3], id="starts below zero"),
        pytest.param([0, None, None, 4], [0.0, 0.1, 0.2, 0.4], id="missing"),
        pytest.param([None, None, 7, 8], [0.0, 0.1, 0.2, 0.3], id="missing at first"),
        pytest.param([0, 1, 2, 0, 1, 2], [0.0, 0.1, 0.2, 0.3, 0.4, 0.5], id="joined files"),
        pytest.param([0, 1, 1, 2], [0.0, 0.1, 0.2, 0.3], id="twice the same"),
        pytest.param([0, 1, 60], [0.0, 0.1, 6.0], id="a jump ahead is believed"),
    ],
)
def test_clock_starts_at_zero_and_never_goes_back(
    stamps: list[int | None], expected: list[float]
) -> None:
    clock = PresentationClock(time_base=Fraction(1, 10), period_seconds=0.1)

    assert [clock.seconds(pts) for pts in stamps] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0.033, (Fraction(1, 30), True)), (0.040, (0.040, False)), (0.0, (0, True))],
)
def test_snapping_undoes_the_rounding_of_containers(
    seconds: float, expected: tuple[Fraction | float, bool]
) -> None:
    assert snap_to_rate(seconds, rate=Fraction(30), tolerance_seconds=0.001) == expected


def test_errors_survive_pickling_with_their_kind() -> None:
    error = pickle.loads(pickle.dumps(CannotOpen("Cannot open 'a'.", kind="empty")))

    assert (type(error), str(error), error.kind) == (CannotOpen, "Cannot open 'a'.", "empty")
    assert VideoError.exit_code == 5
