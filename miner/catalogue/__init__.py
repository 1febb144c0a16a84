"""The SQLite catalogue: the only place that speaks SQL."""
