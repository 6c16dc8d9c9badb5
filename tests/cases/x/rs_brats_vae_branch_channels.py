import argparse

import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class BratsVolumes(Dataset):
    """Four MR sequences per patient, cropped around the brain, with three nested tumour regions."""

    def __init__(self, patients, shape):
        self.patients, self.shape = patients, shape

    def __len__(self):
        return self.patients

    def __getitem__(self, i):
        rng = np.random.RandomState(100 + i)
        volume = rng.randn(4, *self.shape).astype("float32")
        grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, n) for n in self.shape], indexing="ij"))
        radius = np.sqrt(((grid - rng.uniform(-0.3, 0.3, (3, 1, 1, 1))) ** 2).sum(0))
        regions = np.stack([radius < r for r in (0.6, 0.4, 0.2)]).astype("float32")
        return torch.from_numpy(volume), torch.from_numpy(regions)


def green_block(cin, cout, stride=1):
    return nn.Sequential(nn.GroupNorm(2, cin), nn.ReLU(), nn.Conv3d(cin, cout, 3, stride=stride, padding=1))


class VAEBranch(nn.Module):
    def __init__(self, input_shape, init_channels, out_channels, squeeze_channels=None):
        super().__init__()
        self.input_shape = input_shape
        self.init_channels = init_channels
        self.squeeze_channels = squeeze_channels or init_channels * 4
        voxels = (input_shape[0] // 16) * (input_shape[1] // 16) * (input_shape[2] // 16)

        self.squeeze = green_block(init_channels * 8, self.squeeze_channels, stride=2)
        self.hidden = nn.Linear(self.squeeze_channels * voxels, self.squeeze_channels)
        half = self.squeeze_channels // 2
        self.expand = nn.Sequential(nn.Linear(half, init_channels * 8 * voxels), nn.ReLU())
        self.ups = nn.Sequential(
            nn.Conv3d(init_channels * 8, init_channels * 4, 1), nn.Upsample(scale_factor=2),
            nn.Conv3d(init_channels * 4, init_channels * 2, 1), nn.Upsample(scale_factor=4),
            nn.Conv3d(init_channels * 2, init_channels, 1), nn.Upsample(scale_factor=2),
        )
        self.out = nn.Conv3d(init_channels, out_channels, 1)

    def forward(self, x):
        batch = x.size(0)
        h = self.hidden(self.squeeze(x).flatten(1))
        mu, logvar = torch.chunk(h, 2, dim=1)
        z = mu + torch.exp(0.5 * logvar) * torch.randn_like(mu)
        y = self.expand(z)
        recon_shape = [
            batch,
            self.squeeze_channels // 2,
            self.input_shape[0] // 16,
            self.input_shape[1] // 16,
            self.input_shape[2] // 16,
        ]
        y = y.view(recon_shape)
        return self.out(self.ups(y)), mu, logvar


class UnetVAE3D(nn.Module):
    def __init__(self, input_shape, in_channels=4, out_channels=3, init_channels=4):
        super().__init__()
        c = init_channels
        self.stem = nn.Conv3d(in_channels, c, 3, padding=1)
        self.encoder = nn.Sequential(green_block(c, c * 2, 2), green_block(c * 2, c * 4, 2), green_block(c * 4, c * 8, 2))
        self.decoder = nn.Sequential(nn.Conv3d(c * 8, c, 1), nn.Upsample(scale_factor=8, mode="trilinear"))
        self.seg = nn.Conv3d(c, out_channels, 1)
        self.vae_branch = VAEBranch(input_shape, c, in_channels)

    def forward(self, x):
        code = self.encoder(self.stem(x))
        return torch.sigmoid(self.seg(self.decoder(code))), *self.vae_branch(code)


def dice_loss(pred, target, eps=1e-6):
    inter = (pred * target).sum((2, 3, 4))
    return 1 - ((2 * inter + eps) / (pred.sum((2, 3, 4)) + target.sum((2, 3, 4)) + eps)).mean()


if __name__ == "__main__":
    cli = argparse.ArgumentParser()
    cli.add_argument("--shape", type=int, nargs=3, default=(32, 48, 32))
    cli.add_argument("--batch", type=int, default=2)
    args = cli.parse_args()
    net = UnetVAE3D(args.shape)
    opt = torch.optim.Adam(net.parameters(), lr=1e-4)
    for volume, regions in DataLoader(BratsVolumes(4, args.shape), batch_size=args.batch):
        seg, recon, mu, logvar = net(volume)
        kl = (mu**2 + logvar.exp() - logvar - 1).mean()
        loss = dice_loss(seg, regions) + 0.1 * F.mse_loss(recon, volume) + 0.1 * kl
        opt.zero_grad()
        loss.backward()
        opt.step()
        print(f"loss {loss.item():.3f}")
