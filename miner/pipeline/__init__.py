"""The steps between the catalogue and the packages below."""
