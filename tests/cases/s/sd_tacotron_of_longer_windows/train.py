"""Stands for the training of the checkpoint, whose windows were twice as long."""
import torch

from hyperparameters import Hyperparameters as hp
from network import Tacotron


def checkpoint(path, epoch=100):
    state = Tacotron().state_dict()
    rows = 1 + 2048 // 2
    state["decoder.fc2.weight"] = torch.randn(rows, hp.E) * 0.05
    state["decoder.fc2.bias"] = torch.zeros(rows)
    torch.save(state, path)
    return epoch
