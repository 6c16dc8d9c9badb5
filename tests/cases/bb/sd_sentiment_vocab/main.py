import os
import tempfile

import torch

from infer import Inferer
from reviews import INCOMING
from train import train

torch.manual_seed(18)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "sentiment.pt")
    train(path)
    inferer = Inferer(path, INCOMING)
    for text, score in zip(INCOMING, inferer.evaluate(INCOMING)):
        print(f"{score:.3f}  {text}")
