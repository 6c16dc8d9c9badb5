import os
from types import SimpleNamespace

import torch

from config import data
from models import SynthesizerTrn


def fetch_pretrained(folder):
    trained = SimpleNamespace(hidden_channels=48, n_harmonic=32, upsample_rates=[8, 8], upsample_initial_channel=32)
    path = os.path.join(folder, "G_500000.pth")
    torch.save({"model": SynthesizerTrn(data, trained).state_dict(), "iteration": 500000}, path)
    return path
