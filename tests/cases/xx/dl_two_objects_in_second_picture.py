import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

VOC_CLASSES = ("helmet", "vest", "person")


class SiteDetection(Dataset):
    """Pictures of a building site with boxes (xmin, ymin, xmax, ymax, class) relative to the picture."""

    def __init__(self, image_set, size=96):
        self.size = size
        self.ids = list(range(0, 24)) if image_set == "train" else list(range(24, 32))

    def __len__(self):
        return len(self.ids)

    def pull_item(self, index):
        rng = np.random.default_rng(self.ids[index] + 40)
        img = rng.random((self.size, self.size, 3), dtype=np.float32)
        n = int(rng.integers(1, 4))
        xy = rng.uniform(0, 0.5, (n, 2))
        wh = rng.uniform(0.1, 0.5, (n, 2))
        labels = rng.integers(0, len(VOC_CLASSES), (n, 1))
        target = np.hstack([xy, xy + wh, labels])
        return torch.from_numpy(img).permute(2, 0, 1), torch.from_numpy(target).float()

    def __getitem__(self, index):
        im, gt = self.pull_item(index)
        return im, gt


class SSDLite(nn.Module):
    def __init__(self, num_classes, grid=6):
        super().__init__()
        self.num_classes, self.grid = num_classes, grid
        self.base = nn.Sequential(
            nn.Conv2d(3, 16, 3, 2, 1), nn.ReLU(), nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(32, 32, 3, 2, 1), nn.ReLU(), nn.Conv2d(32, 32, 3, 2, 1), nn.ReLU(),
        )
        self.loc = nn.Conv2d(32, 4, 3, padding=1)
        self.conf = nn.Conv2d(32, num_classes, 3, padding=1)

    def forward(self, x):
        x = self.base(x)
        loc = self.loc(x).flatten(2).transpose(1, 2)
        conf = self.conf(x).flatten(2).transpose(1, 2)
        return loc, conf


class MultiBoxLoss(nn.Module):
    def __init__(self, grid):
        super().__init__()
        self.grid = grid

    def forward(self, predictions, targets):
        loc, conf = predictions
        loss_l, loss_c = 0.0, 0.0
        for b, truths in enumerate(targets):
            labels = torch.zeros(conf.size(1), dtype=torch.long)
            centre = (truths[:, :2] + truths[:, 2:4]) / 2
            cell = (centre * self.grid).long().clamp(0, self.grid - 1)
            idx = cell[:, 1] * self.grid + cell[:, 0]
            labels[idx] = truths[:, 4].long() + 1
            loss_l = loss_l + nn.functional.smooth_l1_loss(loc[b, idx], truths[:, :4])
            loss_c = loss_c + nn.functional.cross_entropy(conf[b], labels)
        return loss_l / len(targets), loss_c / len(targets)


def make_loader(image_set, batch_size):
    return DataLoader(SiteDetection(image_set), batch_size=batch_size)


net = SSDLite(len(VOC_CLASSES) + 1)
criterion = MultiBoxLoss(net.grid)
optimizer = torch.optim.SGD(net.parameters(), lr=1e-2, momentum=0.9)
train_loader, val_loader = make_loader("train", 8), make_loader("val", 4)

for epoch in range(2):
    net.train()
    for images, targets in train_loader:
        loss_l, loss_c = criterion(net(images), targets)
        optimizer.zero_grad()
        (loss_l + loss_c).backward()
        optimizer.step()
        print(f"epoch {epoch} || Loc: {loss_l.item():.4f} || Conf: {loss_c.item():.4f}")
    net.eval()
    with torch.no_grad():
        val = [sum(criterion(net(images), targets)).item() for images, targets in val_loader]
    print("validation", sum(val) / len(val))
