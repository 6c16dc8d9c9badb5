import random

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms.functional import adjust_brightness, crop

INPUT_DIM = 64
random.seed(3)
torch.manual_seed(3)


class Mosaic:
    """Pastes four pictures around a common centre."""

    def __init__(self, input_dim, prob):
        self.input_dim, self.prob = input_dim, prob

    def __call__(self, sample, pick):
        if random.random() >= self.prob:
            return sample
        s = self.input_dim
        canvas = torch.full((3, 2 * s, 2 * s), 0.45)
        boxes = []
        for k, (img, bxs) in enumerate([sample, pick(), pick(), pick()]):
            dy, dx = (k // 2) * s, (k % 2) * s
            canvas[:, dy:dy + s, dx:dx + s] = img
            boxes.append(bxs + torch.tensor([dx, dy, dx, dy]))
        return canvas, torch.cat(boxes)


class BrightnessJitter:
    def __call__(self, sample, pick):
        img, boxes = sample
        return adjust_brightness(img, random.uniform(0.7, 1.3)), boxes


class RandomWindow:
    """Cuts a window of the input size and moves the boxes with it."""

    def __init__(self, size):
        self.size = size

    def __call__(self, sample, pick):
        img, boxes = sample
        top = random.randint(0, img.shape[1] - self.size)
        left = random.randint(0, img.shape[2] - self.size)
        moved = boxes - torch.tensor([left, top, left, top])
        return crop(img, top, left, self.size, self.size), moved.clamp(0, self.size)


class ShipChips(Dataset):
    def __init__(self, transforms, n=24):
        self.transforms, self.n = transforms, n

    def load(self, i):
        g = torch.Generator().manual_seed(i)
        xy = torch.randint(0, INPUT_DIM - 12, (1 + i % 3, 2), generator=g)
        return torch.rand(3, INPUT_DIM, INPUT_DIM, generator=g), torch.cat([xy, xy + 10], dim=1)

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        sample = self.load(i)
        for t in self.transforms:
            sample = t(sample, lambda: self.load(random.randrange(self.n)))
        return sample


def collate(batch):
    images, boxes = zip(*batch)
    return torch.stack(images), list(boxes)


train_transforms = [
    Mosaic(INPUT_DIM, prob=0.3),
    BrightnessJitter(),
]
counter = nn.Sequential(nn.Conv2d(3, 8, 5, 4, 2), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 1))
opt = torch.optim.SGD(counter.parameters(), lr=1e-2)
for images, boxes in DataLoader(ShipChips(train_transforms), batch_size=6, collate_fn=collate):
    wanted = torch.tensor([[float(len(b))] for b in boxes])
    loss = nn.functional.l1_loss(counter(images), wanted)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(tuple(images.shape), loss.item())
