import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Dataset


class ShelfDetection(Dataset):
    """Returns an image and its objects as rows (xmin, ymin, xmax, ymax, class)."""

    def __init__(self, n, seed):
        g = torch.Generator().manual_seed(seed)
        self.images = torch.rand(n, 3, 96, 96, generator=g)
        self.targets = []
        for i in range(n):
            count = 1 + (i * i + i // 2) % 3
            xy = torch.rand(count, 2, generator=g) * 0.6
            wh = torch.rand(count, 2, generator=g) * 0.3 + 0.05
            label = torch.randint(0, 3, (count, 1), generator=g).float()
            self.targets.append(torch.cat([xy, xy + wh, label], dim=1))

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.images[index], self.targets[index]


def detection_collate(batch):
    imgs, targets = zip(*batch)
    return torch.stack(imgs, 0), list(targets)


class CellDetector(nn.Module):
    def __init__(self, num_classes=3, width=24):
        super().__init__()
        self.backbone = nn.Sequential(
            nn.Conv2d(3, width, 3, 2, 1), nn.ReLU(), nn.Conv2d(width, width, 3, 2, 1), nn.ReLU(), nn.AdaptiveAvgPool2d(4))
        self.loc = nn.Conv2d(width, 4, 1)
        self.conf = nn.Conv2d(width, num_classes, 1)

    def forward(self, x):
        f = self.backbone(x)
        return self.loc(f).flatten(2).transpose(1, 2), self.conf(f).flatten(2).transpose(1, 2)


def multibox_loss(loc, conf, targets):
    total = 0.0
    for boxes, scores, truth in zip(loc, conf, targets):
        center = (truth[:, :2] + truth[:, 2:4]) / 2
        cell = ((center * 4).long().clamp(0, 3) * torch.tensor([1, 4])).sum(1)
        total = total + F.smooth_l1_loss(boxes[cell], truth[:, :4]) + F.cross_entropy(scores[cell], truth[:, 4].long())
    return total / len(loc)


train_loader = DataLoader(ShelfDetection(24, seed=1), batch_size=8, shuffle=True, collate_fn=detection_collate)
val_loader = DataLoader(ShelfDetection(12, seed=2), batch_size=4)
net = CellDetector()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(2):
    net.train()
    for images, targets in train_loader:
        loss = multibox_loss(*net(images), targets)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    net.eval()
    with torch.no_grad():
        val = [multibox_loss(*net(images), targets).item() for images, targets in val_loader]
    print(f"epoch {epoch} train {loss.item():.3f} val {sum(val) / len(val):.3f}")
