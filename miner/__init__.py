"""Collect action datasets and train models on them: commands, pipeline, catalogue."""
