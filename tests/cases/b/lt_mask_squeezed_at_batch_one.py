import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class CardiacSlices(Dataset):
    """Grey values of the mask files stand for organs: 0, 63, 126, 189, 252."""

    def __init__(self, n, size):
        self.n, self.size = n, size

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        img = torch.rand(1, self.size, self.size, generator=g)
        mask = torch.randint(0, 5, (1, self.size, self.size), generator=g) * 63 / 255
        return img, mask


def target_segmentation(batch):
    """Grey values in 0..1 to class numbers."""
    denom = 63 / 255
    return (batch / denom).round().long().squeeze()


class AttentionNet(nn.Module):
    def __init__(self, classes=5):
        super().__init__()
        self.down1 = nn.Conv2d(1, 16, 3, 2, 1)
        self.down2 = nn.Conv2d(16, 16, 3, 2, 1)
        self.gate = nn.Conv2d(16, 16, 1)
        self.predict = nn.ModuleList([nn.Conv2d(16, classes, 1) for _ in range(2)])

    def forward(self, x):
        a = F.relu(self.down1(x))
        b = F.relu(self.down2(a))
        maps = [a, b * torch.sigmoid(self.gate(b))]
        return [F.interpolate(p(m), size=x.shape[-2:]) for p, m in zip(self.predict, maps)]


def run_training(args):
    loader = DataLoader(CardiacSlices(args.slices, args.size), batch_size=args.batch_size, shuffle=True)
    net = AttentionNet()
    CE_loss = nn.CrossEntropyLoss()
    optimizer = torch.optim.Adam(net.parameters(), lr=args.lr, betas=(0.9, 0.99))
    for epoch in range(args.epochs):
        for image, labels in loader:
            net.zero_grad()
            segmentation_class = target_segmentation(labels)
            outputs0, outputs1 = net(image)
            loss0 = CE_loss(outputs0, segmentation_class)
            loss1 = CE_loss(outputs1, segmentation_class)
            (loss0 + loss1).backward()
            optimizer.step()
        print(f"epoch {epoch}: {loss0.item():.4f} {loss1.item():.4f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--epochs", default=1, type=int)
    parser.add_argument("--batch_size", default=1, type=int)
    parser.add_argument("--lr", default=0.001, type=float)
    parser.add_argument("--size", default=64, type=int)
    parser.add_argument("--slices", default=4, type=int)
    run_training(parser.parse_args())
