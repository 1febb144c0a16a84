"""A queue of five clips over a real SQLite file, and the application over it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from review_ui.app import ReviewApp
from review_ui.options import ReviewOptions
from review_ui.store import ClipCard
from tests.builders import VideoSpec, make_video

from .cards import ACTIONS, DANCE, SQUAT, make_card
from .sqlite_store import SqliteReviewStore

PLAIN = ReviewOptions(graphics="half-blocks", whole_clip_question=False)
"""One key a verdict."""


@pytest.fixture(scope="session")
def clip_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A two-second clip, ten frames a second, each painted with its number."""
    path = tmp_path_factory.mktemp("clips") / "clip.mp4"
    return make_video(path, VideoSpec(frames=20, fps=10, size=(64, 48)))


@pytest.fixture
def cards(tmp_path: Path) -> list[ClipCard]:
    """Clips c0 to c4: three of squatting, two of dancing."""
    return [
        make_card(f"c{number}", folder=tmp_path, action=SQUAT if number < 3 else DANCE)
        for number in range(5)
    ]


@pytest.fixture
def store(tmp_path: Path, cards: list[ClipCard]) -> Iterator[SqliteReviewStore]:
    """The queue of those clips."""
    opened = SqliteReviewStore(tmp_path / "verdicts.db", cards, ACTIONS)
    yield opened
    opened.close()


@pytest.fixture
def app(store: SqliteReviewStore) -> ReviewApp:
    """The application, asking no second question."""
    return ReviewApp(store, options=PLAIN)
