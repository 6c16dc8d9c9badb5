import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset

LAYERS = {"conv2d_1": "conv1", "conv2d_2": "conv2", "dense_1": "fc1", "dense_2": "steer"}


def write_keras_export(path):
    rng = np.random.default_rng(5)
    shapes = {
        "conv2d_1": (5, 5, 1, 16),
        "conv2d_2": (3, 3, 16, 32),
        "dense_1": (32, 64),
        "dense_2": (64, 2),
    }
    arrays = {}
    for name, shape in shapes.items():
        arrays[f"{name}/kernel"] = rng.normal(0, 0.1, shape).astype(np.float32)
        arrays[f"{name}/bias"] = np.zeros(shape[-1], dtype=np.float32)
    np.savez(path, **arrays)


class DroNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 5, stride=2, padding=2)
        self.conv2 = nn.Conv2d(16, 32, 3, stride=2, padding=1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc1 = nn.Linear(32, 64)
        self.steer = nn.Linear(64, 2)

    def forward(self, x):
        x = torch.relu(self.conv1(x))
        x = torch.relu(self.conv2(x))
        x = self.pool(x).flatten(1)
        return self.steer(torch.relu(self.fc1(x)))


def convert(path):
    weights = np.load(path)
    state_dict = {}
    for keras_name, torch_name in LAYERS.items():
        kernel = weights[f"{keras_name}/kernel"]
        if kernel.ndim == 4:
            kernel = kernel.transpose(3, 2, 0, 1)
        state_dict[f"{torch_name}.weight"] = torch.from_numpy(np.ascontiguousarray(kernel))
        state_dict[f"{torch_name}.bias"] = torch.from_numpy(weights[f"{keras_name}/bias"])
    return state_dict


def evaluate(model, loader):
    model.eval()
    with torch.no_grad():
        errors = [(model(x) - y).pow(2).mean().item() for x, y in loader]
    return sum(errors) / len(errors)


def finetune(model, loader, epochs=2):
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for epoch in range(epochs):
        model.train()
        for x, y in loader:
            loss = nn.functional.mse_loss(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} rmse {evaluate(model, loader) ** 0.5:.4f}")


torch.manual_seed(0)
flights = TensorDataset(torch.rand(24, 1, 64, 64), torch.rand(24, 2))
loader = DataLoader(flights, batch_size=8, shuffle=True)
with tempfile.TemporaryDirectory() as folder:
    export = os.path.join(folder, "model_weights.npz")
    write_keras_export(export)
    model = DroNet()
    model.load_state_dict(convert(export))
print("before fine-tuning", evaluate(model, loader))
finetune(model, loader)
