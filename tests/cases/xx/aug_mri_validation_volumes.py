import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import Compose


class ScaleIntensity:
    def __call__(self, img):
        return (img - img.min()) / (img.max() - img.min())


class AddChannel:
    def __call__(self, img):
        return img[None]


class Resize:
    def __init__(self, spatial_size):
        self.spatial_size = spatial_size

    def __call__(self, img):
        t = torch.as_tensor(img)[None]
        return nn.functional.interpolate(t, size=self.spatial_size, mode="trilinear")[0]


class RandRotate90:
    def __call__(self, img):
        return torch.rot90(img, int(torch.randint(0, 4, (1,))), dims=(1, 2))


class NiftiDataset(Dataset):
    def __init__(self, image_files, labels, transform=None):
        self.image_files, self.labels, self.transform = image_files, labels, transform

    def __len__(self):
        return len(self.image_files)

    def __getitem__(self, i):
        img = np.load(self.image_files[i])
        if self.transform is not None:
            img = self.transform(img)
        return img, self.labels[i]


class VolumeNet(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv3d(in_channels, 8, 7, stride=2, padding=3), nn.ReLU(), nn.MaxPool3d(2),
            nn.Conv3d(8, 24, 3, padding=1), nn.ReLU(), nn.AdaptiveAvgPool3d(1), nn.Flatten(),
        )
        self.class_layers = nn.Linear(24, out_channels)

    def forward(self, x):
        return self.class_layers(self.features(x))


def save_volumes(folder, n=12):
    rng = np.random.default_rng(0)
    files = []
    for i in range(n):
        files.append(os.path.join(folder, f"IXI{i:03d}-T1.npy"))
        np.save(files[-1], rng.gamma(2.0, 100.0, size=(56, 56, 40)).astype(np.float32))
    return files


with tempfile.TemporaryDirectory() as root:
    images = save_volumes(root)
    labels = torch.tensor([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 0])

    train_transforms = Compose([ScaleIntensity(), AddChannel(), Resize((32, 32, 32)), RandRotate90()])
    val_transforms = Compose([ScaleIntensity(), AddChannel(), Resize((32, 32, 32))])

    train_ds = NiftiDataset(image_files=images[:8], labels=labels[:8], transform=train_transforms)
    train_loader = DataLoader(train_ds, batch_size=2, shuffle=True)
    val_ds = NiftiDataset(image_files=images[8:], labels=labels[8:])
    val_loader = DataLoader(val_ds, batch_size=2)

    model = VolumeNet(in_channels=1, out_channels=2)
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(model.parameters(), 1e-4)
    for epoch in range(2):
        model.train()
        for step, (inputs, target) in enumerate(train_loader):
            optimizer.zero_grad()
            loss = loss_function(model(inputs), target)
            loss.backward()
            optimizer.step()
            print(f"epoch {epoch + 1} {step + 1}/{len(train_loader)}, train_loss: {loss.item():.4f}")
        model.eval()
        correct = 0
        with torch.no_grad():
            for val_images, val_labels in val_loader:
                correct += (model(val_images).argmax(dim=1) == val_labels).sum().item()
        print(f"epoch {epoch + 1} accuracy: {correct / len(val_ds):.4f}")
