from __future__ import annotations

import pytest

from review_ui.trimming import Edge, Span, centre_on, move_edge


@pytest.mark.parametrize(
    ("edge", "step", "span"),
    [
        ("start", 0.5, (2.5, 4.0)),
        ("start", -3.0, (0.0, 4.0)),
        ("start", 9.0, (3.5, 4.0)),
        ("end", 0.5, (2.0, 4.5)),
        ("end", 9.0, (2.0, 5.0)),
        ("end", -9.0, (2.0, 2.5)),
    ],
)
def test_edges_move_within_the_video_and_never_cross(edge: Edge, step: float, span: Span) -> None:
    assert move_edge((2.0, 4.0), edge, step, duration_seconds=5.0) == span


@pytest.mark.parametrize(
    ("peak", "span"), [(5.0, (4.0, 6.0)), (0.5, (0.0, 2.0)), (9.9, (8.0, 10.0))]
)
def test_centring_keeps_the_length_and_stays_in_the_video(peak: float, span: Span) -> None:
    assert centre_on((2.0, 4.0), peak, duration_seconds=10.0) == span
