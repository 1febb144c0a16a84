"""Image and video sources on the web."""
