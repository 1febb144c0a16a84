"""Networks that turn pictures into class scores, a file a family.

`registry.list_backbones`, `registry.find_backbone`, `building.create_backbone`.
"""
