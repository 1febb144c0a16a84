"""The terminal interface in which people judge clips."""
