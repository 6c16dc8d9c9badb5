import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

num_class, h, w = 12, 240, 480
train_h, train_w = h * 2 // 3, w * 2 // 3
val_h, val_w = h // 32 * 32, w // 32 * 32


class StreetScenes(Dataset):
    def __init__(self, phase, crop=True, flip_rate=0.5):
        self.crop = crop
        self.flip_rate = flip_rate
        self.new_h, self.new_w = train_h, train_w
        if phase == "val":
            self.flip_rate = 0.0
            self.crop = False
            self.new_h, self.new_w = val_h, val_w

    def __len__(self):
        return 4

    def __getitem__(self, i):
        img, label = torch.rand(3, h, w), torch.randint(0, num_class, (h, w))
        if self.crop:
            top, left = random.randint(0, h - self.new_h), random.randint(0, w - self.new_w)
            img = img[:, top:top + self.new_h, left:left + self.new_w]
            label = label[top:top + self.new_h, left:left + self.new_w]
        if random.random() < self.flip_rate:
            img, label = img.flip(-1), label.flip(-1)
        return img, label


class FCNs(nn.Module):
    def __init__(self, widths=(3, 8, 8, 16, 16, 16)):
        super().__init__()
        self.stages = nn.ModuleList(
            nn.Sequential(nn.Conv2d(a, b, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2))
            for a, b in zip(widths, widths[1:]))
        self.deconvs = nn.ModuleList(
            nn.ConvTranspose2d(a, b, 3, 2, 1, 1) for a, b in zip(widths[:1:-1], widths[-2:0:-1]))
        self.last = nn.ConvTranspose2d(widths[1], num_class, 3, 2, 1, 1)

    def forward(self, x):
        outputs = []
        for stage in self.stages:
            x = stage(x)
            outputs.append(x)
        score = outputs.pop()
        for deconv in self.deconvs:
            score = torch.relu(deconv(score)) + outputs.pop()
        return self.last(score)


fcn, criterion = FCNs(), nn.CrossEntropyLoss()
optimizer = torch.optim.RMSprop(fcn.parameters(), lr=1e-4)
for images, labels in DataLoader(StreetScenes("train"), batch_size=2):
    loss = criterion(fcn(images), labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss", loss.item())
with torch.no_grad():
    for images, labels in DataLoader(StreetScenes("val"), batch_size=1):
        print("pixel accuracy", (fcn(images).argmax(1) == labels).float().mean().item())
