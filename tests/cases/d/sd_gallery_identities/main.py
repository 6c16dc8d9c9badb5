import tempfile

import torch

from evaluate import rank
from train import train_and_save

with tempfile.TemporaryDirectory() as run_dir:
    train_and_save(run_dir)
    order = rank(run_dir, query=torch.rand(4, 3, 48, 24), gallery=torch.rand(10, 3, 48, 24))
    print("best matches", order[:, 0].tolist())
