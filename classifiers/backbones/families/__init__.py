"""The families of backbones, a file each. A new file here is found by itself."""
