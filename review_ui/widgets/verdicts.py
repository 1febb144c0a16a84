"""How verdicts are written: a sign, a word and a colour, never a colour alone."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content

from review_ui.store import Answer, BadReason, ClipCard, ReviewProgress, VerdictInput
from review_ui.text import clean_text

SIGNS: dict[Answer, str] = {"yes": "✓", "no": "✗", "unsure": "?", "bad": "!"}
"""One sign per answer."""

STYLES: dict[Answer, str] = {
    "yes": "bold $success",
    "no": "bold $error",
    "unsure": "bold $warning",
    "bad": "bold $secondary",
}
"""One style per answer; the application's theme keeps them apart for colour-blind people."""

REASONS: dict[BadReason, str] = {
    "does-not-play": "does not play",
    "no-human": "no human",
    "still-image": "still image",
    "cartoon-or-game": "cartoon or game",
    "other": "other",
}
"""Words for the reasons of `bad`."""


def answer_words(verdict: VerdictInput) -> str:
    """Return a verdict in words, such as `yes, whole clip` or `bad: still image`."""
    words: str = verdict.answer
    if verdict.bad_reason is not None:
        words = f"bad: {REASONS[verdict.bad_reason]}"
    elif verdict.covers_clip is not None:
        words = "yes, whole clip" if verdict.covers_clip else "yes, part of it"
    elif verdict.relabel_action_id is not None:
        words = "no, another action"
    return words + (", flagged" if verdict.flagged else "")


def history_line(recent: Sequence[tuple[VerdictInput, ClipCard]], *, width: int) -> Content:
    """Return the newest verdicts on one line, as many as fit into `width` cells."""
    line = Content("Last  ").stylize("$quiet")
    for verdict, card in recent:
        name = clean_text(card.action.name, limit=24)
        entry = Content.assemble(
            (f"{SIGNS[verdict.answer]} {answer_words(verdict)} ", STYLES[verdict.answer]),
            (f"{name}   ", "$quiet"),
        )
        if line.cell_length + entry.cell_length > width:
            break
        line += entry
    return line if recent else Content("Last  none yet").stylize("$quiet")


def counts_line(progress: ReviewProgress) -> Content:
    """Return the counts of all answers on one line."""
    counts: dict[Answer, int] = {
        "yes": progress.yes,
        "no": progress.no,
        "unsure": progress.unsure,
        "bad": progress.bad,
    }
    return Content("   ").join(
        Content(f"{SIGNS[answer]} {count} {answer}").stylize(STYLES[answer])
        for answer, count in counts.items()
    )
