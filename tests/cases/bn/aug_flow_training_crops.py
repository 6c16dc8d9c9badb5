import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

cfg = {
    "data": {"frame_size": (375, 1242), "crop_size": (384, 384), "batch_size": 2, "flip_prob": 0.5},
    "model": {"hidden": 16, "iters": 2},
    "optim": {"lr": 1e-4, "gamma": 0.8},
}


class FlowAugmentor:
    def __init__(self, crop_size, flip_prob=0.5, seed=0):
        self.crop_size, self.flip_prob = crop_size, flip_prob
        self.rng = np.random.default_rng(seed)

    def flip(self, img1, img2, flow, valid):
        if self.rng.random() < self.flip_prob:
            img1, img2, valid = img1[:, ::-1], img2[:, ::-1], valid[:, ::-1]
            flow = flow[:, ::-1] * np.array([-1.0, 1.0], dtype=np.float32)
        return img1, img2, flow, valid

    def crop(self, *arrays):
        ht, wd = arrays[0].shape[:2]
        y0 = self.rng.integers(0, max(ht - self.crop_size[0], 0) + 1)
        x0 = self.rng.integers(0, max(wd - self.crop_size[1], 0) + 1)
        return [a[y0:y0 + self.crop_size[0], x0:x0 + self.crop_size[1]] for a in arrays]

    def __call__(self, img1, img2, flow, valid):
        img1, img2, flow, valid = self.flip(img1, img2, flow, valid)
        return [np.ascontiguousarray(a) for a in self.crop(img1, img2, flow, valid)]


class DrivingFlow(Dataset):
    """Sparse optical flow of a driving sequence."""

    def __init__(self, n, frame_size, augmentor=None):
        self.n, self.frame_size, self.augmentor = n, frame_size, augmentor

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        rng = np.random.default_rng(100 + i)
        h, w = self.frame_size
        img1 = rng.random((h, w, 3), dtype=np.float32)
        img2 = np.roll(img1, 3, axis=1)
        flow = np.zeros((h, w, 2), dtype=np.float32)
        flow[..., 0] = 3
        valid = (rng.random((h, w)) > 0.7).astype(np.float32)
        if self.augmentor is not None:
            img1, img2, flow, valid = self.augmentor(img1, img2, flow, valid)
        to_chw = lambda a: torch.from_numpy(a).permute(2, 0, 1)
        return to_chw(img1), to_chw(img2), to_chw(flow), torch.from_numpy(valid)


class TinyRecurrentFlow(nn.Module):
    def __init__(self, hidden, iters):
        super().__init__()
        self.iters = iters
        self.fnet = nn.Sequential(
            nn.Conv2d(3, hidden, 7, 2, 3), nn.ReLU(inplace=True),
            nn.Conv2d(hidden, hidden, 3, 2, 1), nn.ReLU(inplace=True),
            nn.Conv2d(hidden, hidden, 3, 2, 1),
        )
        self.update = nn.Sequential(nn.Conv2d(hidden * 2 + 2, hidden, 3, 1, 1), nn.ReLU(), nn.Conv2d(hidden, 2, 3, 1, 1))

    def forward(self, image1, image2):
        f1, f2 = self.fnet(image1), self.fnet(image2)
        flow = f1.new_zeros(f1.shape[0], 2, *f1.shape[2:])
        predictions = []
        for _ in range(self.iters):
            flow = flow + self.update(torch.cat([f1, f2, flow.detach()], dim=1))
            predictions.append(8 * F.interpolate(flow, scale_factor=8, mode="bilinear", align_corners=True))
        return predictions


def sequence_loss(preds, flow_gt, valid, gamma):
    total = 0.0
    for i, pred in enumerate(preds):
        weight = gamma ** (len(preds) - i - 1)
        err = (pred - flow_gt).abs()
        total = total + weight * (valid[:, None] * err).mean()
    return total


def train(cfg):
    aug = FlowAugmentor(cfg["data"]["crop_size"], cfg["data"]["flip_prob"])
    dataset = DrivingFlow(4, cfg["data"]["frame_size"], aug)
    loader = DataLoader(dataset, batch_size=cfg["data"]["batch_size"], shuffle=True)
    model = TinyRecurrentFlow(**cfg["model"])
    optimizer = torch.optim.AdamW(model.parameters(), lr=cfg["optim"]["lr"])
    for i, (img1, img2, flow, valid) in enumerate(loader):
        optimizer.zero_grad()
        loss = sequence_loss(model(img1, img2), flow, valid, cfg["optim"]["gamma"])
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        print(f"iter {i}: {loss.item():.3f}")


if __name__ == "__main__":
    train(cfg)
