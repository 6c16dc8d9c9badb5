import os
import tempfile

import numpy as np
import torch
import torch.nn as nn
from PIL import Image
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import ImageFolder

KINDS = ["daisy", "rose", "tulip"]
BATCH_SIZE = 20
LR = 0.001


def make_photos(root):
    rng = np.random.RandomState(3)
    for kind in KINDS:
        os.makedirs(os.path.join(root, kind))
        for i in range(20):
            pixels = rng.randint(0, 256, (80, 96, 3)).astype("uint8")
            Image.fromarray(pixels).save(os.path.join(root, kind, f"{i}.jpg"))


class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = nn.Sequential(
            nn.Conv2d(1, 16, kernel_size=5, stride=1, padding=2),
            nn.ReLU(),
            nn.MaxPool2d(2),
        )
        self.conv2 = nn.Sequential(nn.Conv2d(16, 32, 5, 1, 2), nn.ReLU(), nn.MaxPool2d(2))
        self.out = nn.Linear(32 * 16 * 16, len(KINDS))

    def forward(self, x):
        x = self.conv2(self.conv1(x))
        x = x.view(x.size(0), -1)
        return self.out(x)


with tempfile.TemporaryDirectory() as root:
    make_photos(root)
    transform = transforms.Compose([transforms.Resize((64, 64)), transforms.ToTensor()])
    train_loader = DataLoader(ImageFolder(root, transform), batch_size=BATCH_SIZE, shuffle=True)

    cnn = CNN()
    optimizer = torch.optim.Adam(cnn.parameters(), lr=LR)
    loss_func = nn.CrossEntropyLoss()

    for step, (b_x, b_y) in enumerate(train_loader):
        loss = loss_func(cnn(b_x), b_y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("step", step, "| train loss: %.4f" % loss.item())
