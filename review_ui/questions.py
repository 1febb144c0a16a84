"""Questions that follow a verdict key, each answered by one more key on the same card."""

from __future__ import annotations

from dataclasses import dataclass

from .store import Answer, BadReason

BACK_KEYS = frozenset({"escape", "backspace", "up"})
"""Keys that take a question back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to a question."""

    keys: tuple[str, ...]
    """Keys that give it, the shown one first."""
    label: str
    """What it means, in a few words."""
    covers_clip: bool | None = None
    """What it says about the clip's length."""
    bad_reason: BadReason | None = None
    """What it says against the clip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A sentence and the answers to it."""

    sentence: str
    """What is asked."""
    answer: Answer
    """The verdict that it belongs to."""
    choices: tuple[Choice, ...]
    """The answers, in the order they are shown."""

    def choice_of(self, key: str) -> Choice | None:
        """Return the answer that a key gives."""
        return next((choice for choice in self.choices if key in choice.keys), None)


WHOLE_CLIP = Question(
    sentence="Does it last the whole clip?",
    answer="yes",
    choices=(
        Choice(keys=("y", "a", "w", "right", "enter"), label="yes", covers_clip=True),
        Choice(keys=("n", "x", "left"), label="no, a part", covers_clip=False),
        Choice(keys=("space", "down"), label="unsure"),
    ),
)
"""Follows a yes; the keys of yes, no and unsure work here too, so the fingers stay."""

BAD_BECAUSE = Question(
    sentence="Bad:",
    answer="bad",
    choices=(
        Choice(keys=("1", "d"), label="does not play", bad_reason="does-not-play"),
        Choice(keys=("2", "h"), label="no human", bad_reason="no-human"),
        Choice(keys=("3", "s"), label="still", bad_reason="still-image"),
        Choice(keys=("4", "c"), label="cartoon, game", bad_reason="cartoon-or-game"),
        Choice(keys=("5", "o"), label="other", bad_reason="other"),
    ),
)
"""Follows a bad."""
