"""The catalogue: what a workspace knows, in one SQLite file.

>>> with open_catalogue(Path("walks/catalogue.db")) as catalogue:  # doctest: +SKIP
...     catalogue.actions.all()
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

from sqlite_utils import Database

from miner.catalogue.actions import ActionTable
from miner.catalogue.clips import ClipTable
from miner.catalogue.connection import Connection, utc_now
from miner.catalogue.datasets import DatasetTable
from miner.catalogue.images import ImageTable
from miner.catalogue.migrations import catalogue_migrations
from miner.catalogue.models import ModelTable
from miner.catalogue.outcomes import OutcomeTable
from miner.catalogue.overview import Overview
from miner.catalogue.verdicts import VerdictTable
from miner.catalogue.videos import VideoTable
from miner.errors import CatalogueError


class Catalogue:
    """Typed reads and writes of everything that a workspace knows, one attribute an area."""

    def __init__(self, connection: Connection) -> None:
        """Use an open connection whose schema is up to date."""
        self._connection = connection
        self.actions = ActionTable(connection)
        self.images = ImageTable(connection)
        self.videos = VideoTable(connection)
        self.models = ModelTable(connection)
        self.clips = ClipTable(connection)
        self.verdicts = VerdictTable(connection)
        self.datasets = DatasetTable(connection)
        self.outcomes = OutcomeTable(connection)
        self.overview = Overview(connection)

    @property
    def file(self) -> Path:
        """The catalogue file."""
        return self._connection.file

    def wait_at_most(self, seconds: float) -> None:
        """Let writes wait so long for another program from now on."""
        self._connection.wait_at_most(seconds)

    def transaction(self) -> AbstractContextManager[None]:
        """Return a block whose writes are kept together or not at all."""
        return self._connection.transaction()


@contextmanager
def open_catalogue(file: Path, *, clock: Callable[[], datetime] = utc_now) -> Iterator[Catalogue]:
    """Open the catalogue, made or brought up to date first.

    Raises:
        CatalogueError: the file is no catalogue, or was written by a newer miner.
    """
    connection = Connection(file, clock=clock)
    try:
        migrate(connection)
        yield Catalogue(connection)
    finally:
        connection.close()


def migrate(connection: Connection) -> None:
    """Apply the schema steps that the file lacks, all or none.

    Raises:
        CatalogueError: the file has steps that this miner does not know.
    """
    applied = {step.name for step in catalogue_migrations.applied(connection.db)}
    newer = sorted(applied - known_steps())
    if newer:
        raise CatalogueError(
            f"Cannot use the catalogue '{connection.file}': it was written by a newer miner "
            f"(step {newer[0]}). Update miner."
        )
    if applied != known_steps():
        with connection.transaction():
            catalogue_migrations.apply(connection.db)


def known_steps() -> set[str]:
    """Return the names of all schema steps of this miner."""
    return {step.name for step in catalogue_migrations.pending(Database(memory=True))}
