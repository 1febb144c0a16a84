"""Measurements beside what people use today; `make bench` runs the quick ones."""
