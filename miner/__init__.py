"""Collect action datasets and train models on them: commands, pipeline, catalogue."""

__version__ = "0.1.0"
