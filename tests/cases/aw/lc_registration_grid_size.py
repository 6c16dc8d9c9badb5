import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class AtlasPairs(Dataset):
    """Moving scans and one fixed atlas, resampled to 48 x 48 x 56 voxels."""

    def __init__(self, n=3):
        g = torch.Generator().manual_seed(0)
        self.atlas = torch.rand(1, 48, 48, 56, generator=g)
        self.scans = torch.rand(n, 1, 48, 48, 56, generator=g)

    def __len__(self):
        return len(self.scans)

    def __getitem__(self, i):
        return self.scans[i], self.atlas


class SpatialTransformer(nn.Module):
    def __init__(self, size, mode="bilinear"):
        super().__init__()
        self.mode = mode
        vectors = [torch.arange(0, s) for s in size]
        grid = torch.stack(torch.meshgrid(*vectors, indexing="ij")).unsqueeze(0).float()
        self.register_buffer("grid", grid)

    def forward(self, src, flow):
        locs = self.grid + flow
        shape = flow.shape[2:]
        locs = torch.stack([2 * (locs[:, i] / (s - 1) - 0.5) for i, s in enumerate(shape)], dim=-1)
        return F.grid_sample(src, locs.flip(-1), mode=self.mode, align_corners=True)


class RegNet(nn.Module):
    def __init__(self, vol_size, nf=8):
        super().__init__()
        self.enc1 = nn.Conv3d(2, nf, 3, stride=2, padding=1)
        self.enc2 = nn.Conv3d(nf, nf * 2, 3, stride=2, padding=1)
        self.dec = nn.Conv3d(nf * 3, nf, 3, padding=1)
        self.flow = nn.Conv3d(nf, 3, 3, padding=1)
        nn.init.normal_(self.flow.weight, 0, 1e-5)
        self.spatial_transform = SpatialTransformer(vol_size)

    def forward(self, moving, fixed):
        e1 = F.leaky_relu(self.enc1(torch.cat([moving, fixed], 1)), 0.2)
        e2 = F.leaky_relu(self.enc2(e1), 0.2)
        d = torch.cat([F.interpolate(e2, scale_factor=2), e1], 1)
        d = F.leaky_relu(self.dec(d), 0.2)
        flow = self.flow(F.interpolate(d, scale_factor=2))
        return self.spatial_transform(moving, flow), flow


def gradient_loss(flow):
    dz = (flow[:, :, 1:] - flow[:, :, :-1]).pow(2).mean()
    dy = (flow[:, :, :, 1:] - flow[:, :, :, :-1]).pow(2).mean()
    dx = (flow[..., 1:] - flow[..., :-1]).pow(2).mean()
    return (dz + dy + dx) / 3


def train(vol_size=(48, 48, 40), lr=1e-4, alpha=0.01):
    model = RegNet(vol_size)
    optimizer = torch.optim.Adam(model.parameters(), lr=lr)
    for moving, fixed in DataLoader(AtlasPairs(), batch_size=1):
        warped, flow = model(moving, fixed)
        loss = F.mse_loss(warped, fixed) + alpha * gradient_loss(flow)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("loss", loss.item())


train()
