import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import datasets, transforms


def make_weld_photos(root, per_class=8):
    rng = np.random.default_rng(0)
    for name in ("crack", "ok", "pore"):
        os.makedirs(os.path.join(root, "train", name))
        for i in range(per_class):
            pixels = rng.integers(0, 255, (72, 72), dtype=np.uint8)
            Image.fromarray(pixels).save(os.path.join(root, "train", name, f"{i}.png"))


class AlexNetGray(nn.Module):
    def __init__(self, num_classes=3):
        super(AlexNetGray, self).__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, 24, kernel_size=7, stride=2, padding=2),  # my pictures are grayscale
            nn.ReLU(inplace=True),
            nn.MaxPool2d(kernel_size=3, stride=2),
            nn.Conv2d(24, 64, kernel_size=5, padding=2),
            nn.ReLU(inplace=True),
            nn.AdaptiveAvgPool2d(4),
        )
        self.classifier = nn.Sequential(
            nn.Dropout(p=0.5),
            nn.Linear(64 * 4 * 4, 128),
            nn.ReLU(inplace=True),
            nn.Linear(128, num_classes),
        )

    def forward(self, x):
        x = self.features(x)
        x = torch.flatten(x, start_dim=1)
        return self.classifier(x)


data_transform = transforms.Compose([
    transforms.RandomCrop(64),
    transforms.RandomHorizontalFlip(),
    transforms.ToTensor(),
    transforms.Normalize((0.5,), (0.5,)),
])

with tempfile.TemporaryDirectory() as data_root:
    make_weld_photos(data_root)
    train_dataset = datasets.ImageFolder(os.path.join(data_root, "train"), transform=data_transform)
    train_loader = DataLoader(train_dataset, batch_size=12, shuffle=True)
    net = AlexNetGray(num_classes=len(train_dataset.classes))
    loss_function = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=0.0002)
    for step, (images, labels) in enumerate(train_loader):
        optimizer.zero_grad()
        loss = loss_function(net(images), labels)
        loss.backward()
        optimizer.step()
        print(f"step {step} loss {loss.item():.3f}")
