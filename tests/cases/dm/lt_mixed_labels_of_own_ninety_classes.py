import argparse

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

parser = argparse.ArgumentParser(description="vision GNN training")
parser.add_argument("--num-classes", type=int, default=1000)
parser.add_argument("--batch-size", type=int, default=16)
parser.add_argument("--mixup", type=float, default=0.8)
parser.add_argument("--smoothing", type=float, default=0.1)
args = parser.parse_args([])


class Mixup:
    def __init__(self, alpha, smoothing, num_classes):
        self.beta = torch.distributions.Beta(alpha, alpha)
        self.smoothing, self.num_classes = smoothing, num_classes

    def one_hot(self, y):
        off = self.smoothing / self.num_classes
        return torch.full((len(y), self.num_classes), off).scatter_(1, y[:, None], 1 - self.smoothing + off)

    def __call__(self, x, y):
        lam = float(self.beta.sample())
        target = self.one_hot(y) * lam + self.one_hot(y.flip(0)) * (1 - lam)
        return x * lam + x.flip(0) * (1 - lam), target


class SoftTargetCrossEntropy(nn.Module):
    def forward(self, x, target):
        loss = torch.sum(-target * F.log_softmax(x, dim=-1), dim=-1)
        return loss.mean()


tf = transforms.Compose([transforms.RandomResizedCrop(64), transforms.ToTensor()])
dataset = datasets.FakeData(size=32, image_size=(3, 80, 80), num_classes=90, transform=tf)
loader = DataLoader(dataset, batch_size=args.batch_size, shuffle=True)
mixup_fn = Mixup(args.mixup, args.smoothing, num_classes=args.num_classes)
model = nn.Sequential(
    nn.Conv2d(3, 24, 7, stride=4, padding=3), nn.BatchNorm2d(24), nn.GELU(),
    nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(24, 90),
)
loss_fn = SoftTargetCrossEntropy()
optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3)
for step, (x, y) in enumerate(loader):
    x, target = mixup_fn(x, y)
    loss = loss_fn(model(x), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"Train [{step}/{len(loader)}] loss {loss.item():.4f}")
