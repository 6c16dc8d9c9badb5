import os
import tempfile

import torch

from evaluate import test
from train import train

torch.manual_seed(0)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "BIBPM_Quora.pt")
    train(path)
    test(path)
