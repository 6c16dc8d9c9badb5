import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class CenterSpatialCropd:
    def __init__(self, keys, roi_size):
        self.keys, self.roi_size = keys, roi_size

    def __call__(self, d):
        for k in self.keys:
            starts = [(s - r) // 2 for s, r in zip(d[k].shape[1:], self.roi_size)]
            window = [slice(a, a + r) for a, r in zip(starts, self.roi_size)]
            d[k] = d[k][(slice(None), *window)]
        return d


class ScaleIntensityRanged:
    def __init__(self, keys, a_min, a_max):
        self.keys, self.a_min, self.a_max = keys, a_min, a_max

    def __call__(self, d):
        for k in self.keys:
            d[k] = ((d[k] - self.a_min) / (self.a_max - self.a_min)).clamp(0, 1)
        return d


class RandRotate90d:
    def __init__(self, keys, prob, max_k=3, spatial_axes=(0, 1)):
        self.keys, self.prob, self.max_k = keys, prob, max_k
        self.axes = [a + 1 for a in spatial_axes]

    def __call__(self, d):
        if torch.rand(()) < self.prob:
            k = int(torch.randint(1, self.max_k + 1, ()))
            for key in self.keys:
                d[key] = torch.rot90(d[key], k, self.axes)
        return d


class RandFlipd:
    def __init__(self, keys, prob, axis):
        self.keys, self.prob, self.axis = keys, prob, axis

    def __call__(self, d):
        if torch.rand(()) < self.prob:
            for key in self.keys:
                d[key] = d[key].flip(self.axis + 1)
        return d


class LiverScans(Dataset):
    def __init__(self, n, transforms):
        self.n, self.transforms = n, transforms

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        scan = torch.randn(1, 60, 64, 24) * 200
        sample = {"image": scan, "label": (scan > 150).float()}
        for t in self.transforms:
            sample = t(sample)
        return sample


class SmallUNet3d(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.enc = nn.Conv3d(1, width, 3, padding=1)
        self.mid = nn.Conv3d(width, width * 2, 3, stride=2, padding=1)
        self.up = nn.ConvTranspose3d(width * 2, width, 2, stride=2)
        self.head = nn.Conv3d(width * 2, 1, 1)

    def forward(self, x):
        skip = torch.relu(self.enc(x))
        deep = torch.relu(self.mid(skip))
        return self.head(torch.cat([skip, self.up(deep)], dim=1))


def dice_loss(logits, target):
    prob = logits.sigmoid().flatten(1)
    target = target.flatten(1)
    inter = (prob * target).sum(1)
    return 1 - (2 * inter + 1) / (prob.sum(1) + target.sum(1) + 1)


both = ["image", "label"]
train_transforms = [
    ScaleIntensityRanged(["image"], a_min=-175, a_max=250),
    CenterSpatialCropd(both, roi_size=(40, 48, 16)),
    RandFlipd(both, prob=0.5, axis=0),
    RandRotate90d(both, prob=0.7),
]

torch.manual_seed(0)
train_loader = DataLoader(LiverScans(12, train_transforms), batch_size=4)
net = SmallUNet3d()
optimizer = torch.optim.AdamW(net.parameters(), lr=1e-3)
for step, batch in enumerate(train_loader):
    logits = net(batch["image"])
    loss = dice_loss(logits, batch["label"]).mean() + F.binary_cross_entropy_with_logits(logits, batch["label"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, round(loss.item(), 4))
