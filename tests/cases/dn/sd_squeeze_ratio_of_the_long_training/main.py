import os
import tempfile

import torch

from senet import SEResNet
from train import train

with tempfile.TemporaryDirectory() as folder:
    weights = os.path.join(folder, "se_resnet.pth")
    train(weights)

    model = SEResNet(num_classes=10)
    checkpoint = torch.load(weights, map_location="cpu")
    model.load_state_dict(checkpoint["model"])

model.eval()
with torch.no_grad():
    scores = model(torch.rand(4, 3, 32, 32))
print(f"weights of step {checkpoint['steps']}:", scores.argmax(1).tolist())
