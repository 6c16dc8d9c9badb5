import copy
import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


def split_among_clients(folder, n_clients=2, per_client=24):
    rng = np.random.RandomState(10)
    for c in range(n_clients):
        x = rng.randint(0, 256, (per_client, 32, 32, 3), dtype=np.uint8)
        y = rng.randint(0, 10, (per_client, 1))
        np.savez(os.path.join(folder, f"client_{c}.npz"), x=x, y=y)


class ClientData(Dataset):
    def __init__(self, path):
        with np.load(path) as f:
            self.x = torch.from_numpy(f["x"]).float() / 255
            self.y = torch.from_numpy(f["y"]).long().squeeze(1)

    def __len__(self):
        return len(self.y)

    def __getitem__(self, i):
        return self.x[i], self.y[i]


class CifarCNN(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(32, 64, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        )
        self.fc1 = nn.Linear(64 * 8 * 8, 128)
        self.output = nn.Linear(128, num_classes)

    def forward(self, x):
        x = self.features(x)
        x = torch.relu(self.fc1(x.flatten(1)))
        return self.output(x)


def local_update(global_model, loader, lr=0.05):
    model = copy.deepcopy(global_model).train()
    opt = torch.optim.SGD(model.parameters(), lr=lr)
    for x, y in loader:
        loss = nn.functional.cross_entropy(model(x), y)
        opt.zero_grad()
        loss.backward()
        opt.step()
    return model.state_dict(), loss.item()


def evaluate(model, loaders):
    model.eval()
    with torch.no_grad():
        hits = [(model(x).argmax(1) == y).float() for loader in loaders for x, y in loader]
    return torch.cat(hits).mean().item()


with tempfile.TemporaryDirectory() as folder:
    split_among_clients(folder)
    clients = [DataLoader(ClientData(os.path.join(folder, f)), batch_size=8) for f in sorted(os.listdir(folder))]
model = CifarCNN()
for rnd in range(2):
    updates, losses = zip(*[local_update(model, loader) for loader in clients])
    model.load_state_dict({k: sum(u[k] for u in updates) / len(updates) for k in updates[0]})
    print(f"round {rnd}: loss {sum(losses) / len(losses):.3f} acc {evaluate(model, clients):.3f}")
