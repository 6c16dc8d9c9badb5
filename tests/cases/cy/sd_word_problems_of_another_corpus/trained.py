import os

import torch

from corpora import Dataset
from gts import GTS


def publish(config, root):
    """Puts the released model of the trained_model folder below root."""
    torch.manual_seed(5)
    folder = os.path.join(root, config["trained_model_path"])
    os.makedirs(folder)
    corpus = os.path.basename(folder).split("-", 1)[1]
    model = GTS(config, Dataset(config, corpus))
    torch.save({"model": model.state_dict(), "epoch": 80}, os.path.join(folder, "model.pth"))
