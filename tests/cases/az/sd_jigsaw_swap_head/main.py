import os
import tempfile

import torch

from config import LoadConfig
from load_model import MainModel
from train import train


def test(dataset, resume):
    cfg = LoadConfig(dataset, "test")
    model = MainModel(cfg)
    model_dict = torch.load(resume)
    model.load_state_dict(model_dict)
    model.eval()
    correct = 0
    with torch.no_grad():
        for _ in range(3):
            img = torch.rand(4, 3, cfg.crop_resolution, cfg.crop_resolution)
            label = torch.randint(0, cfg.numcls, (4,))
            outputs = model(img)
            correct += (outputs[0].argmax(1) == label).sum().item()
    return correct / 12


with tempfile.TemporaryDirectory() as save_dir:
    checkpoint = os.path.join(save_dir, "weights_0_1026.pth")
    print("train loss", train("SHIP", checkpoint))
    print("test accuracy", test("SHIP", checkpoint))
