import os
import tempfile

import torch

from configs import StageOneConfig, StageTwoConfig
from stages import train_stage1, train_stage2

CAPTIONS = [
    "a man is playing a guitar",
    "a woman is slicing an onion",
    "two dogs are running on the beach",
    "a man is riding a motorcycle",
    "a baby is laughing",
]

torch.manual_seed(0)
with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "stage1.ckpt")
    train_stage1(StageOneConfig, CAPTIONS, path)
    print("stage 2 loss", train_stage2(StageTwoConfig, CAPTIONS, path))
