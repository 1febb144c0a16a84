"""A folder of this machine that holds a folder of images per action."""

from collections.abc import Iterator
from pathlib import Path

from scraper.errors import SourceEmpty, SourceUnreachable
from scraper.records import ImageHit, ImageQuery
from scraper.sources.base import SourceSpec, image_source
from scraper.sources.names import same_name
from scraper.sources.session import SourceSession


@image_source(
    SourceSpec(
        name="local-folder",
        summary="A folder that holds a folder of images per action.",
        terms="Your own files: make sure you may use them.",
        default_endpoint="",
        is_local=True,
    )
)
class LocalFolder:
    """Finds `PATH/<action>/**/*`; the folder may be spelled `push up`, `push_up` or `Push-Up`."""

    def __init__(self, session: SourceSession) -> None:
        self._session = session

    def search(self, query: ImageQuery) -> Iterator[ImageHit]:
        """Yield the action's files, sorted by path."""
        root = self._session.path.resolve()
        if not root.is_dir():
            raise SourceUnreachable(f"Cannot use image source 'local-folder': '{root}' is a file.")
        folder = _action_folder(root, query)
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and not any(part.startswith(".") for part in parts):
                yield ImageHit(url=path.as_uri(), title=path.stem)


def _action_folder(root: Path, query: ImageQuery) -> Path:
    for folder in sorted(root.iterdir()):
        if folder.is_dir() and same_name(folder.name, query.action or query.text):
            return folder
    name = query.action or query.text
    raise SourceEmpty(f"Cannot find images of '{name}': '{root}' has no folder of that name.")
