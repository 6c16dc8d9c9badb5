import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

DEPTH, HEIGHT, WIDTH = 32, 38, 32


def write_scans(root, n_per_group=4):
    rng = np.random.default_rng(11)
    for group in ("control", "patient"):
        os.makedirs(os.path.join(root, group))
        for k in range(n_per_group):
            scan = rng.gamma(2.0, 150.0, (DEPTH, HEIGHT, WIDTH))
            np.save(os.path.join(root, group, f"sub-{k:02d}_T1w.npy"), scan)


class BrainVolumes(Dataset):
    classes = ("control", "patient")

    def __init__(self, root):
        self.items = []
        for label, group in enumerate(self.classes):
            folder = os.path.join(root, group)
            self.items += [(os.path.join(folder, f), label) for f in sorted(os.listdir(folder))]

    def __len__(self):
        return len(self.items)

    def __getitem__(self, idx):
        path, label = self.items[idx]
        volume = np.load(path).astype(np.float32)
        volume = (volume - volume.mean()) / volume.std()
        return torch.from_numpy(volume), label


class Net3D(nn.Module):
    def __init__(self, n_classes=2):
        super().__init__()
        self.conv1 = nn.Conv3d(1, 32, kernel_size=3, padding=1)
        self.conv2 = nn.Conv3d(32, 16, kernel_size=3, padding=1)
        self.pool = nn.MaxPool3d(2)
        self.fc = nn.Linear(16 * (DEPTH // 4) * (HEIGHT // 4) * (WIDTH // 4), n_classes)

    def forward(self, x):
        x = self.pool(torch.relu(self.conv1(x)))
        x = self.pool(torch.relu(self.conv2(x)))
        return self.fc(torch.flatten(x, 1))


with tempfile.TemporaryDirectory() as root:
    write_scans(root)
    loader = DataLoader(BrainVolumes(root), batch_size=4, shuffle=True)
    model = Net3D()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-4)
    for scans, labels in loader:
        loss = nn.functional.cross_entropy(model(scans), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loss", round(loss.item(), 4))
