import random
from dataclasses import dataclass, field

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

random.seed(11)


@dataclass
class DataConfig:
    patch_size: tuple = (48, 64)
    batch_size: int = 8
    transforms: list = field(default_factory=lambda: ["flip", "rotate"])


def flip(patch):
    return patch.flip(random.choice([1, 2]))


def rotate(patch):
    return torch.rot90(patch, k=random.randint(0, 3), dims=(1, 2))


AUGMENTATIONS = {"flip": flip, "rotate": rotate}


class MicroscopyPatches(Dataset):
    """Cuts noisy frames into patches; targets are the same patches with pixels blanked in the input."""

    def __init__(self, frames, config):
        h, w = config.patch_size
        tiles = frames.unfold(1, h, h).unfold(2, w, w)
        self.patches = tiles.reshape(-1, 1, h, w)
        self.augment = [AUGMENTATIONS[name] for name in config.transforms]

    def __len__(self):
        return len(self.patches)

    def __getitem__(self, i):
        patch = self.patches[i]
        for f in self.augment:
            patch = f(patch)
        mask = (torch.rand(patch.shape) < 0.02).float()
        return patch * (1 - mask), patch, mask


config = DataConfig()
data = MicroscopyPatches(torch.rand(4, 192, 256), config)
loader = DataLoader(data, batch_size=config.batch_size, shuffle=True)
unet = nn.Sequential(
    nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(),
    nn.MaxPool2d(2), nn.Conv2d(16, 16, 3, padding=1), nn.ReLU(),
    nn.Upsample(scale_factor=2), nn.Conv2d(16, 1, 3, padding=1),
)
optim = torch.optim.Adam(unet.parameters(), lr=4e-4)
for noisy, clean, mask in loader:
    loss = (((unet(noisy) - clean) ** 2) * mask).sum() / mask.sum().clamp(min=1)
    optim.zero_grad()
    loss.backward()
    optim.step()
print("n2v loss", loss.item())
