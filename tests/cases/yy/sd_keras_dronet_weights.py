import os
import tempfile

import numpy as np
import torch
from torch import nn


def save_keras_weights(path):
    """The arrays as model.get_weights() of the Keras model gives them."""
    rng = np.random.default_rng(1)

    def normal(*shape):
        return (rng.normal(size=shape) * 0.1).astype(np.float32)

    np.savez(path, **{
        "conv1/kernel": normal(5, 5, 1, 16), "conv1/bias": normal(16),
        "bn1/gamma": np.ones(16, np.float32), "bn1/beta": normal(16),
        "bn1/moving_mean": normal(16), "bn1/moving_variance": np.ones(16, np.float32),
        "conv2/kernel": normal(3, 3, 16, 32), "conv2/bias": normal(32),
        "dense1/kernel": normal(32, 64), "dense1/bias": normal(64),
        "steer/kernel": normal(64, 1), "steer/bias": normal(1),
        "coll/kernel": normal(64, 1), "coll/bias": normal(1),
    })


class DroNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5, stride=2, padding=2)
        self.bn1 = nn.BatchNorm2d(16, eps=1e-3, momentum=0.01)
        self.conv2 = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.dense1 = nn.Linear(32, 64)
        self.steer = nn.Linear(64, 1)
        self.coll = nn.Linear(64, 1)

    def forward(self, x):
        x = torch.relu(self.bn1(self.conv1(x)))
        x = torch.relu(self.conv2(x)).mean((2, 3))
        x = torch.relu(self.dense1(x))
        return self.steer(x), torch.sigmoid(self.coll(x))


SUFFIX = {"kernel": "weight", "gamma": "weight", "beta": "bias", "bias": "bias",
          "moving_mean": "running_mean", "moving_variance": "running_var"}


def convert(path):
    state = {}
    with np.load(path) as arrays:
        for key in arrays.files:
            layer, kind = key.split("/")
            value = arrays[key]
            if value.ndim == 4:
                value = value.transpose(3, 2, 0, 1)
            state[f"{layer}.{SUFFIX[kind]}"] = torch.from_numpy(value.copy())
            if kind == "moving_variance":
                state[f"{layer}.num_batches_tracked"] = torch.tensor(0)
    return state


with tempfile.TemporaryDirectory() as folder:
    weights = os.path.join(folder, "model_weights.npz")
    save_keras_weights(weights)
    state = convert(weights)
net = DroNet()
net.load_state_dict(state)
net.eval()
frames = torch.rand(6, 1, 100, 100)
with torch.no_grad():
    for i, frame in enumerate(frames.split(2)):
        steering, collision = net(frame)
        print(f"frames {2 * i}-{2 * i + 1}: steering {steering.flatten().tolist()} collision {collision.flatten().tolist()}")
