"""Image classifiers: backbones, training, batched inference."""
