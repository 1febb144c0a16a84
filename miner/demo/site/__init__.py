"""A local web site that behaves like the image engines and video sites miner reads."""
