"""Addresses that a person collected: a CSV file, or a folder with a text file per action."""

import csv
from collections.abc import Iterator
from pathlib import Path

from scraper.errors import SourceEmpty, SourceUnreachable
from scraper.records import ImageHit, ImageQuery
from scraper.sources.base import SourceSpec, image_source
from scraper.sources.names import same_name
from scraper.sources.session import SourceSession


@image_source(
    SourceSpec(
        name="url-list",
        summary="Addresses from a CSV file (label,url) or a folder of text files, one per action.",
        terms="Your own list: make sure you may use what it names.",
        default_endpoint="",
        is_local=True,
    )
)
class UrlList:
    """Reads `PATH` as CSV with the columns label and url, or `PATH/<action>.txt`, a URL a line."""

    def __init__(self, session: SourceSession) -> None:
        self._session = session

    def search(self, query: ImageQuery) -> Iterator[ImageHit]:
        """Yield the action's addresses in the file's order."""
        path = self._session.path
        name = query.action or query.text
        urls = _read_folder(path, name) if path.is_dir() else _read_table(path, name)
        if not urls:
            raise SourceEmpty(f"Cannot find images of '{name}': '{path}' lists none under it.")
        for url in urls:
            yield ImageHit(url=url)


def _read_folder(folder: Path, name: str) -> list[str]:
    for file in sorted(folder.glob("*.txt")):
        if same_name(file.stem, name):
            lines = (line.strip() for line in _read_text(file).splitlines())
            return [line for line in lines if line and not line.startswith("#")]
    return []


def _read_table(file: Path, name: str) -> list[str]:
    try:
        return _read_rows(file, name)
    except csv.Error as error:
        raise SourceUnreachable(f"Cannot read '{file}': {error}.") from error


def _read_rows(file: Path, name: str) -> list[str]:
    rows = csv.DictReader(_read_text(file).splitlines(), skipinitialspace=True)
    columns = rows.fieldnames or []
    if "label" not in columns or "url" not in columns:
        raise SourceUnreachable(
            f"Cannot read '{file}': its first line must name the columns label and url."
        )
    return [
        url for row in rows if same_name(row["label"] or "", name) and (url := (row["url"] or ""))
    ]


def _read_text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig", errors="replace")
    except OSError as error:
        raise SourceUnreachable(f"Cannot read '{file}': {error.strerror}.") from error
