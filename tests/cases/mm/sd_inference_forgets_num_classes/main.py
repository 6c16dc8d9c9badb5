import os
import tempfile

import torch

import inference
from train import train

g = torch.Generator().manual_seed(0)
images = torch.rand(60, 3, 64, 64, generator=g)
targets = torch.arange(60) % 30  # my 30 classes

with tempfile.TemporaryDirectory() as out:
    path = os.path.join(out, "checkpoint-13.pth.tar")
    train(path, (images, targets), model="efficientnet_b0", num_classes=30)
    inference.main(images[:20], ["--model", "efficientnet_b0", "--checkpoint", path])
