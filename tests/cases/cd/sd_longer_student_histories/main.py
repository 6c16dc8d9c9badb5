import tempfile

import torch
from torch.utils.data import DataLoader

from data import Answers
from init_model import load_model
from wandb_train import train

PARAMS = {
    "model_name": "simplekt",
    "seed": 42,
    "data_config": {"num_q": 80, "num_c": 12},
    "model_config": {"d_model": 32, "n_blocks": 1, "n_heads": 2, "dropout": 0.1},
    "train_config": {"seq_len": 120, "batch_size": 8, "num_epochs": 2},
}


def predict(folder):
    model, params = load_model(folder)
    cfg = params["data_config"]
    test = Answers(cfg["num_q"], cfg["num_c"], params["train_config"]["seq_len"], n=16, seed=7)
    hits = total = 0
    with torch.no_grad():
        for q, c, r in DataLoader(test, batch_size=8):
            hits += ((model(q, c, r) > 0).long() == r).sum().item()
            total += r.numel()
    return hits / total


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as save_dir:
        train(PARAMS, save_dir)
        print(f"test accuracy {predict(save_dir):.3f}")
