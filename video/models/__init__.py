"""Video models, one file per family."""
