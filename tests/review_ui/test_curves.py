from __future__ import annotations

from review_ui.curves import column_scores, curve_window, draw_curve

FLAT = tuple((float(second), 0.5) for second in range(101))


def test_curve_has_bars_brackets_and_peak_in_their_columns() -> None:
    curve = ((0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (3.0, 0.0), (4.0, 0.0))

    drawing = draw_curve(curve, span=(1.0, 3.0), peak_seconds=2.0, width=8, height=1)

    assert drawing.ruler == "  ├─▲─┤ "
    assert drawing.bars == ("  ▂▆█▂  ",)
    assert drawing.marked == (2, 7)


def test_curve_of_two_lines_fills_from_below() -> None:
    drawing = draw_curve(FLAT, span=(40.0, 60.0), peak_seconds=50.0, width=10, height=2)

    assert drawing.bars == (" " * 10, "█" * 10)


def test_window_keeps_a_short_span_of_a_long_video_readable() -> None:
    assert curve_window(FLAT, (50.0, 52.0)) == (45.0, 57.0)


def test_window_stays_inside_the_video() -> None:
    assert curve_window(FLAT, (0.0, 2.0)) == (0.0, 12.0)


def test_peaks_narrower_than_a_column_are_not_lost() -> None:
    curve = tuple((second / 10, 1.0 if second == 33 else 0.0) for second in range(100))

    assert column_scores(curve, window=(0.0, 10.0), width=5).max() == 1.0


def test_broken_scores_draw_as_nothing() -> None:
    curve = ((0.0, float("nan")), (1.0, 7.0), (2.0, -3.0))

    scores = column_scores(curve, window=(0.0, 3.0), width=3)

    assert scores.min() >= 0.0
    assert scores.max() <= 1.0
