"""A sitting in a process of its own: `python -m tests.review_ui.sitting FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from review_ui.app import run_review
from review_ui.errors import ReviewError
from review_ui.options import ReviewOptions
from tests.review_ui.cards import ACTIONS, make_card
from tests.review_ui.sqlite_store import SqliteReviewStore


def main() -> int:
    """Judge four clips, kept in the folder, and say what came of it."""
    folder = Path(sys.argv[1])
    cards = [make_card(f"c{n}", folder=folder, title=f"Title {n}") for n in range(4)]
    store = SqliteReviewStore(folder / "verdicts.db", cards, ACTIONS)
    try:
        summary = run_review(store, options=ReviewOptions(whole_clip_question=False))
    except ReviewError as error:
        print(error)  # noqa: T201
        return error.exit_code
    print(f"decided {summary.decided}, left {summary.progress.remaining}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
