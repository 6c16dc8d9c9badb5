import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import Compose


class ScaleIntensity:
    def __call__(self, v):
        return (v - v.min()) / (v.max() - v.min())


class AddChannel:
    def __call__(self, v):
        return v[None]


class Resize:
    def __init__(self, size):
        self.size = size

    def __call__(self, v):
        return nn.functional.interpolate(torch.from_numpy(v)[None], self.size, mode="trilinear")[0]


class VolumeFiles(Dataset):
    def __init__(self, image_files, labels, transform=None):
        self.image_files, self.labels, self.transform = image_files, labels, transform

    def __len__(self):
        return len(self.image_files)

    def __getitem__(self, i):
        volume = np.load(self.image_files[i])
        if self.transform is not None:
            volume = self.transform(volume)
        return volume, self.labels[i]


class DenseNet3d(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.conv0 = nn.Conv3d(in_channels, 16, 7, stride=2, padding=3)
        self.dense1 = nn.Conv3d(16, 16, 3, padding=1)
        self.dense2 = nn.Conv3d(32, 16, 3, padding=1)
        self.out = nn.Linear(48, out_channels)

    def forward(self, x):
        x = nn.functional.max_pool3d(torch.relu(self.conv0(x)), 2)
        for layer in (self.dense1, self.dense2):
            x = torch.cat([x, torch.relu(layer(x))], dim=1)
        return self.out(x.mean((2, 3, 4)))


folder = tempfile.mkdtemp()
rng = np.random.default_rng(0)
images = [os.path.join(folder, f"IXI{i:03d}-T1.npy") for i in range(12)]
for path in images:
    np.save(path, rng.normal(100, 20, size=(56, 56, 40)).astype(np.float32))
labels = [i % 2 for i in range(12)]

torch.manual_seed(0)
train_transforms = Compose([ScaleIntensity(), AddChannel(), Resize((24, 24, 24))])
val_transforms = Compose([ScaleIntensity(), AddChannel(), Resize((24, 24, 24))])
train_ds = VolumeFiles(image_files=images[:8], labels=labels[:8])
val_ds = VolumeFiles(image_files=images[8:], labels=labels[8:], transform=val_transforms)
train_loader = DataLoader(train_ds, batch_size=2, shuffle=True)
val_loader = DataLoader(val_ds, batch_size=2)

model = DenseNet3d(in_channels=1, out_channels=2)
optimizer = torch.optim.Adam(model.parameters(), 1e-4)
for inputs, target in train_loader:
    optimizer.zero_grad()
    loss = nn.functional.cross_entropy(model(inputs), target)
    loss.backward()
    optimizer.step()
with torch.no_grad():
    hits = sum((model(v).argmax(1) == t).sum().item() for v, t in val_loader)
print(loss.item(), hits / len(val_ds))
