import os
import tempfile

import torch

from predict import predict
from train import train

if __name__ == "__main__":
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as save_dir:
        weights = os.path.join(save_dir, "frcnn_ppe_0.pth")
        train(weights)
        detections = predict(weights, torch.rand(3, 144, 192))
        print(len(detections), "objects")
        for d in detections[:3]:
            print(d)
