import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

TRAIN_SIZE = 64


class Resize:
    def __init__(self, size):
        self.size = (size, size)

    def __call__(self, s):
        for key in ("t1", "t2"):
            s[key] = F.interpolate(s[key][None], self.size, mode="bilinear", align_corners=False)[0]
        s["mask"] = F.interpolate(s["mask"][None, None].float(), self.size)[0, 0].long()
        s["dsm"] = F.interpolate(s["dsm"][None, None], self.size, mode="bilinear", align_corners=False)[0, 0]
        return s


class HorizontalFlip:
    def __call__(self, s):
        if random.random() < 0.5:
            s = {k: v.flip(-1) for k, v in s.items()}
        return s


class ColorJitter:
    def __call__(self, s):
        gain = random.uniform(0.9, 1.1)
        return dict(s, t1=s["t1"] * gain, t2=s["t2"] * gain)


train_aug = [HorizontalFlip(), ColorJitter()]
test_aug = [Resize(TRAIN_SIZE)]


class HeightChangeTiles(Dataset):
    """Two aerial pictures, the change map and the difference of the surface models."""

    def __init__(self, n, aug):
        self.n, self.aug = n, aug

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        s = {"t1": torch.rand(3, 100, 100, generator=g), "t2": torch.rand(3, 100, 100, generator=g),
             "mask": torch.randint(0, 2, (100, 100), generator=g), "dsm": torch.randn(50, 50, generator=g)}
        for t in self.aug:
            s = t(s)
        return s["t1"], s["t2"], s["mask"], s["dsm"]


class TwoTaskNet(nn.Module):
    def __init__(self, ch=8):
        super().__init__()
        self.backbone = nn.Sequential(nn.Conv2d(3, ch, 3, 2, 1), nn.ReLU(), nn.Conv2d(ch, ch, 3, 2, 1), nn.ReLU())
        self.classifier2d = nn.Conv2d(ch, 2, 1)
        self.classifier3d = nn.Conv2d(ch, 1, 1)

    def forward(self, a, b):
        f = (self.backbone(a) - self.backbone(b)).abs()
        f = F.interpolate(f, size=a.shape[-2:], mode="bilinear", align_corners=False)
        return self.classifier2d(f), self.classifier3d(f).squeeze(1)


net = TwoTaskNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-3)
for a, b, mask, dsm in DataLoader(HeightChangeTiles(8, train_aug), batch_size=4, shuffle=True):
    out2d, out3d = net(a, b)
    loss2d = F.cross_entropy(out2d, mask)
    loss3d = F.smooth_l1_loss(out3d, dsm)
    optimizer.zero_grad()
    (loss2d + 3 * loss3d).backward()
    optimizer.step()
    print(loss2d.item(), loss3d.item())
