"""Training video models: what is special about clips; the loop is `classifiers.training`.

- `train.train_video_model`: one run in a folder, resumable.
- `records.VideoTrainResult`: what it leaves behind.
- `network.ClipNetwork`: a registered model that takes bytes, as loop and checkpoint know it.
- `sample_clips.log_sample_clip`: an animated training clip for TensorBoard.

Nothing is imported here, so that records stay cheap to import.
"""
