"""Published weights, fetched once into the cache that torch.hub keeps."""

import re
from pathlib import Path

from torch import hub

__all__ = ["download"]

HASH_IN_NAME = re.compile(r"-([0-9a-f]{8,})\.")
"""Files of torchvision carry the start of their SHA-256 in their name."""


def download(url: str, *, file_name: str) -> Path:
    """Fetch a file unless the cache has it; it appears there whole or not at all.

    Raises:
        OSError: it is out of reach.
        RuntimeError: its content is not what its name promises.
    """
    target = Path(hub.get_dir()) / "checkpoints" / file_name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        promised = HASH_IN_NAME.search(file_name)
        hub.download_url_to_file(url, str(target), promised and promised[1], progress=False)
    return target
