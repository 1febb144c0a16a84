"""Widgets of the review application."""
