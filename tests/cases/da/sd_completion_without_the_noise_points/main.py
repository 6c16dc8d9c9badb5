import os
import tempfile

from inference import inference_net
from train import train_net

N_POINTS = 64

with tempfile.TemporaryDirectory() as out:
    weights = os.path.join(out, "ckpt-best.pth")
    train_net(weights, epochs=1, n_points=N_POINTS)
    inference_net(weights, n_points=N_POINTS)
