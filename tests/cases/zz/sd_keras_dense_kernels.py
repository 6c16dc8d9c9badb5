import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def export_from_keras(path):
    """What model.get_weights() wrote on the other machine."""
    rng = np.random.default_rng(2)
    f = lambda *s: (rng.standard_normal(s) * 0.1).astype(np.float32)
    np.savez(path, **{
        "conv1/kernel": f(3, 3, 3, 24), "conv1/bias": f(24),
        "conv2/kernel": f(3, 3, 24, 48), "conv2/bias": f(48),
        "fc1/kernel": f(48, 96), "fc1/bias": f(96),
        "fc2/kernel": f(96, 7), "fc2/bias": f(7),
    })


class EmotionNet(nn.Module):
    def __init__(self, n_classes=7):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 24, 3, padding=1)
        self.conv2 = nn.Conv2d(24, 48, 3, padding=1)
        self.fc1 = nn.Linear(48, 96)
        self.fc2 = nn.Linear(96, n_classes)

    def forward(self, x):
        x = torch.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = torch.relu(self.conv2(x)).mean((2, 3))
        return self.fc2(torch.relu(self.fc1(x)))


def port(npz):
    state = {}
    for key in npz.files:
        layer, kind = key.split("/")
        value = npz[key]
        if kind == "bias":
            state[f"{layer}.bias"] = torch.from_numpy(value)
        elif value.ndim == 4:
            state[f"{layer}.weight"] = torch.from_numpy(value.transpose(3, 2, 0, 1).copy())
        else:
            state[f"{layer}.weight"] = torch.from_numpy(value)
    return state


def evaluate(model, loader):
    model.eval()
    right = 0
    with torch.no_grad():
        for x, y in loader:
            right += (model(x).argmax(1) == y).sum().item()
    return right / len(loader.dataset)


with tempfile.TemporaryDirectory() as d:
    path = os.path.join(d, "emotion_keras.npz")
    export_from_keras(path)
    model = EmotionNet()
    with np.load(path) as npz:
        model.load_state_dict(port(npz))

data = TensorDataset(torch.rand(48, 3, 32, 32), torch.randint(0, 7, (48,)))
print("accuracy before fine-tuning", evaluate(model, DataLoader(data, batch_size=16)))
opt = torch.optim.SGD(model.parameters(), lr=0.01)
model.train()
for x, y in DataLoader(data, batch_size=16, shuffle=True):
    loss = nn.functional.cross_entropy(model(x), y)
    opt.zero_grad()
    loss.backward()
    opt.step()
print("accuracy after", evaluate(model, DataLoader(data, batch_size=16)))
