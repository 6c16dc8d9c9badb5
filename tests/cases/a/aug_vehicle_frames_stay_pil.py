import random
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image, ImageFilter
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms as T


@dataclass
class DataCfg:
    size: int = 64
    use_motion: bool = True
    strong_aug: bool = True
    n_tracks: int = 12


class GaussianBlur:
    def __init__(self, sigma=(0.1, 2.0)):
        self.sigma = sigma

    def __call__(self, x):
        return x.filter(ImageFilter.GaussianBlur(radius=random.uniform(*self.sigma)))


def build_transform(cfg, train):
    norm = T.Normalize([0.5] * 3, [0.5] * 3)
    if not train:
        return T.Compose([T.Resize((cfg.size, cfg.size)), T.ToTensor(), norm])
    if cfg.strong_aug:
        return T.Compose([
            T.RandomResizedCrop(cfg.size, scale=(0.8, 1.0)),
            T.RandomApply([T.ColorJitter(0.4, 0.4, 0.2)], p=0.8),
            T.RandomApply([GaussianBlur()], p=0.5),
        ])
    return T.Compose([T.RandomResizedCrop(cfg.size, scale=(0.8, 1.0)), T.ToTensor(), norm])


class CityFlowNL(Dataset):
    def __init__(self, cfg, transform):
        self.n, self.transform = cfg.n_tracks, transform

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        rng = np.random.RandomState(index)
        frame = Image.fromarray(rng.randint(0, 255, (70, 90, 3)).astype(np.uint8))
        crop = self.transform(frame)
        text = torch.from_numpy(rng.randint(1, 60, 9))
        return crop, text, torch.tensor(index)


class SiameseBaseline(nn.Module):
    def __init__(self, dim=24):
        super().__init__()
        self.visual = nn.Sequential(nn.Conv2d(3, dim, 8, 8), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten())
        self.words = nn.EmbeddingBag(60, dim)

    def forward(self, crop, text):
        return nn.functional.normalize(self.visual(crop)) @ nn.functional.normalize(self.words(text)).t()


cfg = DataCfg()
loader = DataLoader(CityFlowNL(cfg, build_transform(cfg, train=True)), batch_size=4, shuffle=True)
model = SiameseBaseline()
optimizer = torch.optim.AdamW(model.parameters(), 1e-3)
for image, text, id_car in loader:
    sim = model(image, text) / 0.07
    loss = nn.functional.cross_entropy(sim, torch.arange(len(id_car)))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
