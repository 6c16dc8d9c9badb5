import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


def rgb_to_lab(rgb):
    """A rough lightness and two colour differences."""
    lightness = rgb @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    return np.stack([lightness, rgb[..., 0] - lightness, rgb[..., 2] - lightness], axis=-1)


class ColourImages(Dataset):
    def __init__(self, n=64, size=32):
        rng = np.random.default_rng(5)
        self.images = rng.random((n, size, size, 3), dtype=np.float32)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        lab = rgb_to_lab(self.images[index]).astype(np.float32)
        l_image = torch.from_numpy(lab[:, :, 0])
        ab_image = torch.from_numpy(lab[:, :, 1:]).permute(2, 0, 1)
        return l_image, ab_image


class ColorizationNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1), nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1), nn.ReLU(),
        )
        self.up = nn.Sequential(
            nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1), nn.ReLU(),
            nn.ConvTranspose2d(16, 2, 4, stride=2, padding=1), nn.Tanh(),
        )

    def forward(self, x):
        return self.up(self.down(x))


def train(model, loader, epochs=1):
    criterion = nn.MSELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        running_loss = 0.0
        for l_images, ab_images in loader:
            optimizer.zero_grad()
            outputs = model(l_images)
            loss = criterion(outputs, ab_images)
            loss.backward()
            optimizer.step()
            running_loss += loss.item()
        print(epoch, running_loss / len(loader))


train(ColorizationNet(), DataLoader(ColourImages(), batch_size=16, shuffle=True))
