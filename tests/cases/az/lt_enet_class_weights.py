from collections import OrderedDict

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset


class RoadScenes(Dataset):
    """Own pictures in the manner of CamVid, the label files hold 0 (not annotated) to 4."""

    color_encoding = OrderedDict([
        ("road", (128, 64, 128)),
        ("lane", (255, 255, 0)),
        ("car", (64, 0, 128)),
        ("sky", (128, 128, 128)),
    ])

    def __init__(self, n=12):
        rng = np.random.default_rng(5)
        self.images = rng.random((n, 3, 48, 64), dtype=np.float32)
        coarse = rng.integers(0, 5, (n, 6, 8))
        self.labels = coarse.repeat(8, axis=1).repeat(8, axis=2)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return torch.from_numpy(self.images[i]), torch.from_numpy(self.labels[i])


def enet_weighing(dataloader, num_classes, c=1.02):
    class_count = 0
    total = 0
    for _, label in dataloader:
        flat_label = label.numpy().flatten()
        class_count += np.bincount(flat_label, minlength=num_classes)
        total += flat_label.size
    propensity_score = class_count / total
    return 1 / np.log(c + propensity_score)


class ENet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.initial_block = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.PReLU())
        self.bottleneck = nn.Sequential(nn.Conv2d(16, 16, 3, padding=2, dilation=2), nn.BatchNorm2d(16), nn.PReLU())
        self.transposed_conv = nn.ConvTranspose2d(16, num_classes, 3, 2, 1, 1)

    def forward(self, x):
        x = self.initial_block(x)
        return self.transposed_conv(x + self.bottleneck(x))


def train(train_loader, class_weights, class_encoding):
    num_classes = len(class_encoding)
    model = ENet(num_classes)
    criterion = nn.CrossEntropyLoss(weight=class_weights)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4, weight_decay=2e-4)
    for step, (inputs, labels) in enumerate(train_loader):
        outputs = model(inputs)
        loss = criterion(outputs, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"[Step: {step}] loss {loss.item():.4f}")


train_set = RoadScenes()
train_loader = DataLoader(train_set, batch_size=4, shuffle=True)
class_encoding = train_set.color_encoding
class_weights = enet_weighing(train_loader, len(class_encoding))
class_weights = torch.from_numpy(class_weights).float()
train(train_loader, class_weights, class_encoding)
