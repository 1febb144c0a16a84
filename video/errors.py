"""Video errors.

VideoError (exit 5)
├── CannotOpen         no video can be read from the file: missing, empty, not a video, audio only
├── CannotDecode       the video opens, but no frame can be decoded
├── CannotCut          a clip cannot be cut or written: nothing there, disk full, folder unwritable
├── CannotReadScores   a stored score file is missing or damaged
├── UnknownClass       a class name that the scores do not have
└── VideoModelError    (exit 6) a video model cannot be built, filled or used
    ├── UnknownModel          no model has that name, or its library is missing
    └── VideoCheckpointError  weights or a checkpoint do not fit: damaged, other design or classes
"""

from __future__ import annotations

from typing import ClassVar


class VideoError(Exception):
    """Something about a video that a person can be told in one sentence."""

    exit_code: ClassVar[int] = 5
    """Exit code of a command that ends with this error."""

    def __init__(self, message: str, *, kind: str) -> None:
        super().__init__(message)
        self.kind = kind
        """Short machine word for the catalogue, such as "corrupt"."""

    def __reduce__(self) -> tuple[object, tuple[object, ...], dict[str, str]]:
        """Pickle without the keyword-only kind, so that the error survives a worker process."""
        return (type(self).__new__, (type(self), *self.args), {"kind": self.kind})


class CannotOpen(VideoError):
    """No video can be read from the file.

    Kinds: "missing", "unreadable" (permissions), "empty", "not-a-video", "corrupt",
    "no-video-stream", "unsupported" (codec), "too-large" (frames).
    """


class CannotDecode(VideoError):
    """The video opens, but not one frame can be decoded; kind "no-frames"."""


class CannotCut(VideoError):
    """A clip or picture cannot be written.

    Kinds: "no-frames", "disk-full", "unwritable", "bad-clip".
    """


class CannotReadScores(VideoError):
    """A stored score file cannot be used; kinds "missing" and "corrupt"."""


class UnknownClass(VideoError):
    """A class name that the scores do not have; kind "unknown-class"."""


class VideoModelError(VideoError):
    """A video model cannot be built, filled or used."""

    exit_code: ClassVar[int] = 6


class UnknownModel(VideoModelError):
    """No model can be built by that name; kinds "unknown-model" and "missing-library"."""


class VideoCheckpointError(VideoModelError):
    """Weights or a checkpoint cannot be used.

    Kinds: "corrupt", "mismatch", "unknown-classes", "unavailable".
    """
