"""The pictures made of a clip: its filmstrip and its score curve."""

from __future__ import annotations

from video.filmstrips import Filmstrip, write_filmstrip
from video.score_pictures import write_score_curve

__all__ = ["Filmstrip", "write_filmstrip", "write_score_curve"]
