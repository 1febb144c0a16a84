"""The training loop that image and video models share."""
