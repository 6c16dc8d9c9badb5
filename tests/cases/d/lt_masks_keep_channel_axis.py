from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import functional as TF


@dataclass
class Settings:
    num_class: int = 4
    size: int = 48
    batch_size: int = 3
    lr: float = 0.01


class LanduseTiles(Dataset):
    def __init__(self, s: Settings):
        self.s = s

    def __len__(self):
        return 6

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        tile = Image.fromarray(rng.integers(0, 256, (self.s.size, self.s.size, 3), dtype=np.uint8))
        label = Image.fromarray(rng.integers(0, self.s.num_class, (self.s.size, self.s.size), dtype=np.uint8))
        image = TF.to_tensor(tile)
        mask = TF.pil_to_tensor(label)
        return {"image": image, "label": mask}


class DeepLabLite(nn.Module):
    def __init__(self, num_class):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, stride=2, padding=1)
        self.aspp = nn.ModuleList(nn.Conv2d(16, 8, 3, padding=d, dilation=d) for d in (1, 2, 4))
        self.last = nn.Conv2d(24, num_class, 1)

    def forward(self, x):
        h = self.stem(x).relu()
        h = self.last(torch.cat([a(h) for a in self.aspp], 1).relu())
        return nn.functional.interpolate(h, size=x.shape[2:], mode="bilinear", align_corners=True)


class Trainer:
    def __init__(self, s):
        self.loader = DataLoader(LanduseTiles(s), batch_size=s.batch_size)
        self.model = DeepLabLite(s.num_class)
        self.criterion = nn.CrossEntropyLoss(ignore_index=255)
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=s.lr)

    def training(self, epoch):
        for sample in self.loader:
            image, target = sample["image"], sample["label"]
            output = self.model(image)
            loss = self.criterion(output, target.long())
            self.optimizer.zero_grad()
            loss.backward()
            self.optimizer.step()
            print(epoch, loss.item())


Trainer(Settings()).training(0)
