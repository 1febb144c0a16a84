"""Compare names of actions as people spell them in files and folders."""

import unicodedata


def same_name(first: str, second: str) -> bool:
    """Tell whether two names differ in case, spaces and punctuation only.

    >>> same_name("Push-Up", "push_up"), same_name("push up", "pull up")
    (True, False)
    """
    return _letters(first) == _letters(second)


def _letters(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(letter for letter in folded if letter.isalnum())
