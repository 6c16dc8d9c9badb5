import os

import torch
from adapter import TinyUNet, adapt, adapter_state


def download(folder):
    """Stands for the published adapter weights."""
    path = os.path.join(folder, "canny.pt")
    torch.manual_seed(7)
    torch.save(adapter_state(adapt(TinyUNet(), 64, 64)), path)
    return path
