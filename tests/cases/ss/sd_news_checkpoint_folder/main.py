import os
import tempfile

import torch

from config import LargeConfig, SmallConfig
from model import NAML


def finish_training(config, folder):
    os.makedirs(folder, exist_ok=True)
    model = NAML(config)
    path = os.path.join(folder, f"ckpt-{config.last_step}.pth")
    torch.save({"model_state_dict": model.state_dict(), "step": config.last_step}, path)


def latest_checkpoint(directory):
    if not os.path.exists(directory):
        return None
    all_checkpoints = {
        int(x.split(".")[-2].split("-")[-1]): x
        for x in os.listdir(directory)
    }
    if not all_checkpoints:
        return None
    return os.path.join(directory, all_checkpoints[max(all_checkpoints)])


def impressions(config, n):
    g = torch.Generator().manual_seed(17)
    for _ in range(n):
        b = config.batch_size
        words = torch.randint(1, config.num_words, (b, config.num_clicked + 1, 10), generator=g)
        categories = torch.randint(0, config.num_categories, (b, config.num_clicked + 1), generator=g)
        yield words, categories, torch.randint(0, 2, (b,), generator=g)


@torch.no_grad()
def evaluate(model, config):
    scores, labels = [], []
    for words, categories, clicked in impressions(config, 6):
        b, n = categories.shape
        vectors = model.get_news_vector(words.flatten(0, 1), categories.flatten()).view(b, n, -1)
        user = model.get_user_vector(vectors[:, 1:])
        scores.append(model.get_prediction(vectors[:, 0], user))
        labels.append(clicked)
    scores, labels = torch.cat(scores), torch.cat(labels)
    positive, negative = scores[labels == 1], scores[labels == 0]
    return (positive[:, None] > negative[None]).float().mean().item()


with tempfile.TemporaryDirectory() as work:
    config = LargeConfig
    folder = os.path.join(work, config.checkpoint_root, NAML.__name__)
    finish_training(SmallConfig, folder)
    finish_training(config, folder)

    model = NAML(config)
    checkpoint_path = latest_checkpoint(folder)
    print("loading", os.path.basename(checkpoint_path))
    checkpoint = torch.load(checkpoint_path)
    model.load_state_dict(checkpoint["model_state_dict"])
    model.eval()
    print("AUC", evaluate(model, config))
