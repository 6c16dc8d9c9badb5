import numpy as np
import torch
from torch import nn

PATCH = (24, 24, 24)
rng = np.random.default_rng(11)


class Compose:
    def __init__(self, transforms):
        self.transforms = transforms

    def __call__(self, **batch):
        for t in self.transforms:
            batch = t(**batch)
        return batch


class MirrorTransform:
    def __init__(self, axes=(2, 3, 4), keys=("data", "seg")):
        self.axes, self.keys = axes, keys

    def __call__(self, **batch):
        for ax in self.axes:
            if rng.random() < 0.5:
                for k in self.keys:
                    batch[k] = np.flip(batch[k], ax)
        return batch


class RandomCropTransform:
    def __init__(self, size, keys=("data",)):
        self.size, self.keys = size, keys

    def __call__(self, **batch):
        have = batch[self.keys[0]].shape[2:]
        lo = [int(rng.integers(0, h - s + 1)) for h, s in zip(have, self.size)]
        window = tuple(slice(a, a + s) for a, s in zip(lo, self.size))
        for k in self.keys:
            batch[k] = batch[k][(slice(None), slice(None)) + window]
        return batch


class NumpyToTensor:
    def __call__(self, **batch):
        return {k: torch.from_numpy(np.ascontiguousarray(v)) for k, v in batch.items()}


def brain_batches(n, batch_size=2, edge=40):
    for _ in range(n):
        data = rng.normal(size=(batch_size, 1, edge, edge, edge)).astype(np.float32)
        seg = (data > 1.2).astype(np.float32)
        yield {"data": data, "seg": seg}


class SmallVNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Sequential(nn.Conv3d(1, 6, 3, padding=1), nn.PReLU(), nn.Conv3d(6, 12, 2, stride=2), nn.PReLU())
        self.up = nn.Sequential(nn.ConvTranspose3d(12, 6, 2, stride=2), nn.PReLU(), nn.Conv3d(6, 1, 1))

    def forward(self, x):
        return torch.sigmoid(self.up(self.down(x)))


def soft_dice(p, g, eps=1e-5):
    axes = (2, 3, 4)
    overlap = (p * g).sum(axes)
    return 1 - ((2 * overlap + eps) / (p.sum(axes) + g.sum(axes) + eps)).mean()


augment = Compose([
    MirrorTransform(),
    RandomCropTransform(PATCH),
    NumpyToTensor(),
])
net = SmallVNet()
optimizer = torch.optim.AdamW(net.parameters(), 1e-3)
for k, raw in enumerate(brain_batches(3)):
    batch = augment(**raw)
    loss = soft_dice(net(batch["data"]), batch["seg"])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(k, loss.item())
