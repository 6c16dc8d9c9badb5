import numpy as np
import torch
from PIL import Image
from torch import nn
from torch.utils.data import DataLoader, Dataset

CLASSES = 5


class Compose:
    def __init__(self, steps):
        self.steps = steps

    def __call__(self, image, label):
        for step in self.steps:
            image, label = step(image, label)
        return image, label


class Scale:
    def __init__(self, width, height):
        self.size = (width, height)

    def __call__(self, image, label):
        return image.resize(self.size, Image.BILINEAR), label.resize(self.size, Image.NEAREST)


class ToTensor:
    def __call__(self, image, label):
        x = torch.from_numpy(np.array(image)).permute(2, 0, 1).float() / 255
        return x, torch.from_numpy(np.array(label)).long()


class StreetScenes(Dataset):
    def __init__(self, transform, n=2):
        self.transform, self.n = transform, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(i)
        image = Image.fromarray(rng.integers(0, 256, (384, 512, 3), dtype=np.uint8))
        label = Image.fromarray(rng.integers(0, CLASSES, (384, 512), dtype=np.uint8))
        return self.transform(image, label)


class SmallESPNet(nn.Module):
    def __init__(self, classes):
        super().__init__()
        self.level1 = nn.Conv2d(3, 8, 3, stride=2, padding=1)
        self.level2 = nn.Conv2d(8, 12, 3, stride=2, padding=1)
        self.level3 = nn.Conv2d(12, 16, 3, stride=2, padding=1)
        self.up3 = nn.ConvTranspose2d(16, classes, 2, stride=2)
        self.combine = nn.Conv2d(12 + classes, classes, 3, padding=1)
        self.up2 = nn.ConvTranspose2d(classes, classes, 2, stride=2)
        self.classifier = nn.ConvTranspose2d(classes, classes, 2, stride=2)

    def forward(self, x):
        l2 = torch.relu(self.level2(torch.relu(self.level1(x))))
        l3 = torch.relu(self.level3(l2))
        merged = self.combine(torch.cat([self.up3(l3), l2], 1))
        return self.classifier(torch.relu(self.up2(merged)))


main_transform = Compose([Scale(512, 384), ToTensor()])
scale1_transform = Compose([Scale(768, 576), ToTensor()])
scale2_transform = Compose([Scale(538, 400), ToTensor()])
scale3_transform = Compose([Scale(384, 288), ToTensor()])

net = SmallESPNet(CLASSES)
optimizer = torch.optim.Adam(net.parameters(), 5e-4)
for t in (scale1_transform, scale2_transform, scale3_transform, main_transform):
    for image, label in DataLoader(StreetScenes(t), batch_size=2):
        loss = nn.functional.cross_entropy(net(image), label)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(tuple(image.shape), loss.item())
