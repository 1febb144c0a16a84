"""The training loop that image and video models share.

    job = FitJob(kind="video-model", model=network, train=train_batches, validation=others,
                 classes=classes, architecture="r2plus1d_18", preprocessing={"frames": 16},
                 config=asdict(options), folder=folder)
    result = fit(job, options=options, resume=None, on_event=show)     # training/fit.py

- `options.FitOptions`: epochs, optimiser, schedule, precision...; derive your options from it.
- `fit.FitJob`, `fit.FitResult`, `fit.fit`: one run in a folder, resumable bit for bit.
  The model takes the loader's inputs (uint8 tensors, on the device) and returns logits (N, C);
  while it trains it may return a tuple (logits, auxiliary logits...).
- `loader.BatchLoader(source, batch_size=, shuffle=, seed=, threads=)`: batches of a `SampleSource`
  (`__len__` and `sample(index, rng) -> (uint8 array, class index)`), made by threads. Each sample
  has its own generator, seeded by (seed, epoch, index): the number of threads changes nothing.
  Any `job.EpochLoader` (`__len__`, `set_epoch`, `sample_count`, yields (inputs, targets)) will do.
- `checkpoint.read_checkpoint(path, kind=)`: the one way a checkpoint is read (`weights_only=True`).
  `checkpoint.model_state(checkpoint)`: the network's tensors without Lightning's prefix.
- `precision.choose_device`, `precision.choose_precision`, `precision.autocast_dtype`.
- `schedules.learning_rate_factor`, `optimizers.build_optimizer`, `seeding.epoch_seed`,
  `metrics.classification_report`, `run_folder.write_config`.

Nothing is imported here, so that options stay cheap to import.
"""
