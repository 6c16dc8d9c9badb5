import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

from collator import MixupCollator
from losses import LOSSES


class Pipeline:
    def __init__(self, cfg):
        data = FakeData(18, (3, 48, 48), cfg["num_classes"], transform=transforms.ToTensor())
        collate = MixupCollator(cfg["mixup_alpha"], cfg["num_classes"])
        self.loader = DataLoader(data, cfg["batch_size"], shuffle=True, collate_fn=collate)
        self.model = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, cfg["num_classes"]),
        )
        self.criterion = LOSSES[cfg["loss"]["name"]](**cfg["loss"]["args"])
        self.optimizer = torch.optim.AdamW(self.model.parameters(), lr=cfg["lr"])

    def fit(self, epochs):
        for epoch in range(epochs):
            for batch in self.loader:
                loss = self.criterion(self.model(batch["inputs"]), batch)
                self.optimizer.zero_grad()
                loss.backward()
                self.optimizer.step()
            print("epoch", epoch, "loss", loss.item())
