import numpy as np
import torch
import torch.nn as nn
from torch.utils.data import DataLoader, Dataset

MODALITIES = ("flair", "t1", "t1ce", "t2")
SLICES, SIDE = 18, 48


class BrainVolumes(Dataset):
    """Four modalities of each patient, as stored: slices x rows x columns."""

    def __init__(self, patients=4):
        rng = np.random.default_rng(3)
        self.volumes = [
            {m: rng.normal(size=(SLICES, SIDE, SIDE)).astype(np.float32) for m in MODALITIES} for _ in range(patients)
        ]

    def __len__(self):
        return len(self.volumes)

    def __getitem__(self, i):
        x = np.stack([self.volumes[i][m] for m in MODALITIES])
        x = (x - x.mean()) / x.std()
        return torch.from_numpy(x)


def unit(n_in, n_out, stride=1):
    return nn.Sequential(nn.Conv3d(n_in, n_out, 3, stride=stride, padding=1), nn.InstanceNorm3d(n_out), nn.ReLU())


class Unet3D(nn.Module):
    def __init__(self, n_in=4, width=8):
        super().__init__()
        self.c1 = unit(n_in, width)
        self.c2 = unit(width, width * 2, stride=2)
        self.c3 = unit(width * 2, width * 4, stride=2)
        self.c4 = unit(width * 4, width * 8, stride=2)
        self.up = nn.Upsample(scale_factor=2, mode="trilinear", align_corners=False)
        self.r4 = unit(width * 8, width * 4)
        self.r3 = unit(width * 4, width * 2)
        self.r2 = unit(width * 2, width)
        self.out = nn.Conv3d(width, n_in, 1)

    def forward(self, x):
        c1 = self.c1(x)
        c2 = self.c2(c1)
        c3 = self.c3(c2)
        c4 = self.c4(c3)
        u4 = self.up(self.r4(c4))
        u4 = u4 + c3
        u3 = self.up(self.r3(u4)) + c2
        u2 = self.up(self.r2(u3)) + c1
        return self.out(u2)


def pretrain(model, loader, mask_ratio=0.5):
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
    for x in loader:
        masked = x * (torch.rand(x.shape[0], 4, 1, 1, 1) > mask_ratio)
        loss = nn.functional.mse_loss(model(masked), x)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"reconstruction {loss.item():.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    pretrain(Unet3D(), DataLoader(BrainVolumes(), batch_size=1))
