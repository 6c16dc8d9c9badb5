import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

np.random.seed(0)
torch.manual_seed(0)


class AugConfig:
    jitter_scale_ratio = 1.1
    jitter_ratio = 0.8
    max_seg = 8


def jitter(x, sigma=0.8):
    return x + np.random.normal(loc=0.0, scale=sigma, size=x.shape)


def scaling(x, sigma=1.1):
    factor = np.random.normal(loc=2.0, scale=sigma, size=(x.shape[0], 1, x.shape[2]))
    return x * factor


def permutation(x, max_segments=5, seg_mode="random"):
    orig_steps = np.arange(x.shape[2])
    num_segs = np.random.randint(1, max_segments, size=(x.shape[0]))
    ret = np.zeros_like(x)
    for i, pat in enumerate(x):
        if num_segs[i] > 1:
            if seg_mode == "random":
                split_points = np.random.choice(x.shape[2] - 2, num_segs[i] - 1, replace=False)
                split_points.sort()
                splits = np.split(orig_steps, split_points)
            else:
                splits = np.array_split(orig_steps, num_segs[i])
            warp = np.concatenate(np.random.permutation(splits)).ravel()
            ret[i] = pat[:, warp]
        else:
            ret[i] = pat
    return ret


def data_transform(sample, config):
    weak_aug = scaling(sample, config.jitter_scale_ratio)
    strong_aug = jitter(permutation(sample, max_segments=config.max_seg), config.jitter_ratio)
    return weak_aug, strong_aug


class HARWindows(Dataset):
    def __init__(self, n=32):
        t = np.linspace(0, 2.56, 128)
        freq = np.random.uniform(0.5, 3.0, (n, 9, 1))
        self.x = np.sin(2 * np.pi * freq * t) + 0.1 * np.random.randn(n, 9, 128)
        self.aug1, self.aug2 = data_transform(self.x, AugConfig)

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return torch.tensor(self.aug1[i]).float(), torch.tensor(self.aug2[i]).float()


encoder = nn.Sequential(
    nn.Conv1d(9, 32, 8, stride=2, padding=4), nn.BatchNorm1d(32), nn.ReLU(),
    nn.Conv1d(32, 64, 8, padding=4), nn.BatchNorm1d(64), nn.ReLU(),
    nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(64, 32),
)
optimizer = torch.optim.Adam(encoder.parameters(), lr=3e-4)
for weak, strong in DataLoader(HARWindows(), batch_size=16, shuffle=True):
    z1 = nn.functional.normalize(encoder(weak), dim=1)
    z2 = nn.functional.normalize(encoder(strong), dim=1)
    loss = nn.functional.cross_entropy(z1 @ z2.t() / 0.2, torch.arange(len(z1)))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("contrastive loss", loss.item())
