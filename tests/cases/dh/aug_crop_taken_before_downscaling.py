import argparse

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

parser = argparse.ArgumentParser()
parser.add_argument("--crop_height", type=int, default=256)
parser.add_argument("--crop_width", type=int, default=256)
parser.add_argument("--aspect_ratio", type=float, default=0.25)
parser.add_argument("--num_sample_inout", type=int, default=500)
parser.add_argument("--maxdisp", type=float, default=64)
opt = parser.parse_args([])


def render_scene(seed, height=1088, width=1920):
    rng = np.random.default_rng(seed)
    small = torch.from_numpy(rng.random((1, 3, height // 16, width // 16)).astype(np.float32))
    left = F.interpolate(small, size=(height, width), mode="bilinear", align_corners=False)[0]
    disp = int(rng.integers(8, 40))
    return left, left.roll(-disp, dims=2), torch.full((1, height, width), float(disp))


def random_crop(left, right, gt, crop_w, crop_h):
    y = np.random.randint(0, left.shape[1] - crop_h + 1)
    x = np.random.randint(0, left.shape[2] - crop_w + 1)
    return [t[:, y:y + crop_h, x:x + crop_w] for t in (left, right, gt)]


class Loader(Dataset):
    def __init__(self, opt, scenes=2):
        self.opt, self.scenes = opt, scenes

    def __len__(self):
        return self.scenes

    def __getitem__(self, i):
        o = self.opt
        left, right, gt = render_scene(i)
        gt = gt * o.aspect_ratio
        left, right, gt = random_crop(left, right, gt, o.crop_width, o.crop_height)
        # resized rgb images (no GT)
        size = (int(left.shape[1] * o.aspect_ratio), int(left.shape[2] * o.aspect_ratio))
        left = F.interpolate(left[None], size=size, mode="area")[0]
        right = F.interpolate(right[None], size=size, mode="area")[0]
        u = np.random.randint(0, gt.shape[2], o.num_sample_inout)
        v = np.random.randint(0, gt.shape[1], o.num_sample_inout)
        points = torch.from_numpy(np.stack([u / gt.shape[2], v / gt.shape[1]], -1)).float() * 2 - 1
        return left, right, points, gt[0, v, u]


class FeatureExtraction(nn.Module):
    """PSMNet features with spatial pyramid pooling"""

    def __init__(self, ch=8):
        super().__init__()
        self.firstconv = nn.Sequential(
            nn.Conv2d(3, ch, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(ch, 2 * ch, 3, 2, 1), nn.ReLU(),
        )
        self.branch1 = self.branch(32, 2 * ch, ch)
        self.branch2 = self.branch(16, 2 * ch, ch)
        self.branch3 = self.branch(8, 2 * ch, ch)
        self.branch4 = self.branch(4, 2 * ch, ch)
        self.lastconv = nn.Conv2d(6 * ch, ch, 1)

    @staticmethod
    def branch(k, a, b):
        return nn.Sequential(nn.AvgPool2d(k, stride=k), nn.Conv2d(a, b, 1), nn.ReLU())

    def forward(self, x):
        skip = self.firstconv(x)
        out = [skip]
        for b in (self.branch1, self.branch2, self.branch3, self.branch4):
            out.append(F.interpolate(b(skip), size=skip.shape[-2:], mode="bilinear", align_corners=False))
        return self.lastconv(torch.cat(out, dim=1))


class SMDNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = FeatureExtraction()
        self.head = nn.Sequential(nn.Conv1d(16, 32, 1), nn.SiLU(), nn.Conv1d(32, 1, 1), nn.Sigmoid())

    def forward(self, left, right, points):
        f = torch.cat([self.features(left), self.features(right)], dim=1)
        sampled = F.grid_sample(f, points[:, :, None], align_corners=True)[..., 0]
        return self.head(sampled)[:, 0] * opt.maxdisp


net = SMDNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
for left, right, points, labels in DataLoader(Loader(opt), batch_size=2):
    loss = (net(left, right, points) - labels).abs().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"L1 {loss.item():.3f}")
