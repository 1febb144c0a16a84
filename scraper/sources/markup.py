"""Read the little HTML that sources need: attributes of elements, and text without its tags."""

from contextlib import suppress
from html.parser import HTMLParser


def attributes_of(page: str, *, tag: str, class_name: str) -> list[dict[str, str]]:
    """Return the attributes of every element with a tag and a class.

    >>> attributes_of('<a class="iusc x" m="{}">', tag="a", class_name="iusc")
    [{'class': 'iusc x', 'm': '{}'}]
    """
    finder = _Finder(tag, class_name)
    _feed(finder, page)
    return finder.found


def text_of(markup: str) -> str:
    """Return the text of a piece of HTML.

    >>> text_of('<a href="/x">A &amp; B</a>')
    'A & B'
    """
    stripper = _Stripper()
    _feed(stripper, markup)
    return " ".join("".join(stripper.parts).split())


def _feed(parser: HTMLParser, page: str) -> None:
    with suppress(AssertionError):  # older Pythons give up at an odd `<![`
        parser.feed(page)
        parser.close()


class _Finder(HTMLParser):
    def __init__(self, tag: str, class_name: str) -> None:
        super().__init__()
        self._tag = tag
        self._class_name = class_name
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == self._tag and self._class_name in values.get("class", "").split():
            self.found.append(values)


class _Stripper(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)
