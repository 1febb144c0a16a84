"""One thin file per command."""

from collections.abc import Callable

from miner.commands.build_dataset import build_dataset
from miner.commands.config import config
from miner.commands.cut_clips import cut_clips
from miner.commands.demo import demo
from miner.commands.doctor import doctor
from miner.commands.download_videos import download_videos
from miner.commands.eval_video import eval_video
from miner.commands.find_videos import find_videos
from miner.commands.init import init
from miner.commands.models import models
from miner.commands.predict import predict
from miner.commands.review import review
from miner.commands.scrape_images import scrape_images
from miner.commands.status import status
from miner.commands.train_image_clf import train_image_clf
from miner.commands.train_video import train_video

COMMANDS: dict[str, Callable[..., None]] = {
    "demo": demo,
    "init": init,
    "doctor": doctor,
    "status": status,
    "config": config,
    "scrape-images": scrape_images,
    "train-image-clf": train_image_clf,
    "find-videos": find_videos,
    "download-videos": download_videos,
    "cut-clips": cut_clips,
    "review": review,
    "build-dataset": build_dataset,
    "train-video": train_video,
    "eval-video": eval_video,
    "predict": predict,
    "models": models,
}
"""Every command by name, in the order in which they are used."""
