"""Decoding, scoring, proposing, cutting, and video models."""
