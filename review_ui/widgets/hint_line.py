"""The bottom line: the keys that matter now, or the open question and its keys."""

from __future__ import annotations

from textual.content import Content

from review_ui.keymap import Keymap, shown_key
from review_ui.questions import Question


def hint_line(keymap: Keymap, *, width: int) -> Content:
    """Return the first keys of the hinted commands, as many as fit; help always does."""
    hinted = [key for key in keymap if key.hinted]
    entries = [_entry(key.keys[0], key.label) for key in hinted]
    while len(entries) > 1 and _joined(entries).cell_length > width:
        # The end of the table (help, leave) stays; what comes before gives way.
        del entries[-3 if len(entries) > 2 else 0]  # noqa: PLR2004
    return _joined(entries)


def question_line(question: Question, *, width: int) -> Content:
    """Return a question with its answers, on a second line where the first has no room."""
    entries = [_entry(choice.keys[0], choice.label) for choice in question.choices]
    lines = [Content(question.sentence).stylize("bold $warning")]
    for entry in [*entries, _entry("escape", "back")]:
        longer = _joined([lines[-1], entry])
        if longer.cell_length <= width:
            lines[-1] = longer
        else:
            lines.append(entry)
    return Content("\n").join(lines)


def _entry(key: str, label: str) -> Content:
    return Content(shown_key(key)).stylize("bold $accent") + Content(f" {label}")


def _joined(entries: list[Content]) -> Content:
    return Content("  ").join(entries)
