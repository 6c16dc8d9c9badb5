import os

import torch


def publish(model, folder):
    path = os.path.join(folder, "seresnet-60a8950a.pkl")
    torch.save(model.state_dict(), path)
    return path


def load_file(path):
    return torch.load(path, map_location="cpu")
