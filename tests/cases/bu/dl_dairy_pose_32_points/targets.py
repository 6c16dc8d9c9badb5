import torch
from torch.utils.data import Dataset


def gaussian(size, cx, cy, sigma=1.5):
    ys, xs = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    return torch.exp(-((xs - cx) ** 2 + (ys - cy) ** 2) / (2 * sigma ** 2))


def encode(keypoints, size):
    """heatmaps, center map, regressions from the center, sub-cell offsets"""
    pts = torch.tensor(keypoints)[:, :2].clamp(0, 0.999) * size
    cells = pts.floor()
    center = pts.mean(0).floor()
    heat = torch.stack([gaussian(size, x, y) for x, y in cells])
    ctr = gaussian(size, *center, sigma=3.0)[None]
    regs = torch.zeros(2 * len(pts), size, size)
    offs = torch.zeros(2 * len(pts), size, size)
    ci, cj = int(center[1]), int(center[0])
    for k, (p, c) in enumerate(zip(pts, cells)):
        regs[2 * k:2 * k + 2, ci, cj] = c - center
        offs[2 * k:2 * k + 2, int(c[1]), int(c[0])] = p - c
    return torch.cat([heat, ctr, regs, offs])


class PoseSet(Dataset):
    def __init__(self, items, img_size, stride=4):
        self.items, self.img_size, self.out = items, img_size, img_size // stride

    def __len__(self):
        return len(self.items)

    def __getitem__(self, i):
        item = self.items[i]
        g = torch.Generator().manual_seed(item["image_id"])
        frame = torch.rand(3, self.img_size, self.img_size, generator=g)
        return frame, encode(item["keypoints"], self.out)
