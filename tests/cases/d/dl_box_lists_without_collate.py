import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset


class ShelfDetection(Dataset):
    """Pictures with one row (x1, y1, x2, y2, class) for every object on them."""

    def __init__(self, size=96, n=8):
        self.size, self.n = size, n

    def __len__(self):
        return self.n

    def pull_item(self, index):
        g = torch.Generator().manual_seed(100 + index)
        image = torch.rand(3, self.size, self.size, generator=g)
        count = 1 + index % 3
        corner = torch.rand(count, 2, generator=g) * 0.5
        extent = 0.1 + torch.rand(count, 2, generator=g) * 0.4
        label = torch.randint(0, 3, (count, 1), generator=g).float()
        return image, torch.cat([corner, corner + extent, label], dim=1)

    def __getitem__(self, index):
        return self.pull_item(index)


def detection_collate(samples):
    images = torch.stack([s[0] for s in samples])
    return images, [s[1] for s in samples]


class GridDetector(nn.Module):
    def __init__(self, num_classes=3):
        super().__init__()
        self.body = nn.Sequential(nn.Conv2d(3, 16, 5, stride=4), nn.ReLU(), nn.AdaptiveAvgPool2d(4))
        self.loc = nn.Conv2d(16, 4, 1)
        self.conf = nn.Conv2d(16, num_classes, 1)

    def forward(self, x):
        h = self.body(x)
        return self.loc(h).flatten(2).transpose(1, 2), self.conf(h).flatten(2).transpose(1, 2)


def multibox_loss(loc, conf, targets):
    total = loc.new_zeros(())
    for l, c, t in zip(loc, conf, targets):
        cell = torch.cdist(l[:, :2], t[:, :2]).argmin(dim=0)
        total = total + (l[cell] - t[:, :4]).abs().mean()
        total = total + nn.functional.cross_entropy(c[cell], t[:, 4].long())
    return total / len(loc)


def train():
    net = GridDetector()
    optimizer = torch.optim.SGD(net.parameters(), lr=1e-2)
    loader = DataLoader(ShelfDetection(), batch_size=4, num_workers=0)
    for images, targets in loader:
        loss = multibox_loss(*net(images), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"loss {loss.item():.3f}")


if __name__ == "__main__":
    train()
