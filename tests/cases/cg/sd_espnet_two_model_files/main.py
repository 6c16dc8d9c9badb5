import tempfile

import torch

from train_decoder import train_decoder
from visualize import evaluate_model

with tempfile.TemporaryDirectory() as savedir:
    weights = train_decoder(savedir, classes=20)
    for i, label_map in enumerate(evaluate_model(weights, 20, torch.rand(3, 3, 64, 128))):
        print(i, tuple(label_map.shape), label_map.unique().numel(), "classes found")
