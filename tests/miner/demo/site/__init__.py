"""The local site, over real HTTP."""
