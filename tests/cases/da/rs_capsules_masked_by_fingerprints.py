"""Molecule embeddings from force fields: one capsule per fingerprint bit, with a reconstruction branch."""
import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, TensorDataset

N_BITS = 20
GRID = 8


def squash(s, dim=-1):
    n2 = (s ** 2).sum(dim=dim, keepdim=True)
    return n2 / (1 + n2) * s / (n2 + 1e-8).sqrt()


def molecules(n=10, seed=2):
    """Force fields (steric, electrostatic) on a small grid and their fingerprints."""
    g = torch.Generator().manual_seed(seed)
    fields = torch.randn(n, 2, GRID, GRID, GRID, generator=g)
    fps = (torch.rand(n, N_BITS, generator=g) < 0.3).float()
    return TensorDataset(fields, fps)


class PrimaryCaps(nn.Module):
    def __init__(self, in_channels, dim):
        super().__init__()
        self.dim = dim
        self.conv = nn.Conv3d(in_channels, 4 * dim, 3, stride=2)

    def forward(self, x):
        u = self.conv(x)
        u = u.view(u.size(0), 4, self.dim, -1)
        return squash(u.permute(0, 1, 3, 2).flatten(1, 2))


class BitCaps(nn.Module):
    """Dynamic routing from the primary capsules to one capsule per bit."""

    def __init__(self, n_in, dim_in, n_out, dim_out, n_iter=2):
        super().__init__()
        self.n_iter = n_iter
        self.weight = nn.Parameter(0.05 * torch.randn(n_out, n_in, dim_in, dim_out))

    def forward(self, u):
        u_hat = torch.einsum("bid,oide->boie", u, self.weight)
        logits = torch.zeros(u_hat.shape[:3])
        for _ in range(self.n_iter):
            c = logits.softmax(dim=1).unsqueeze(-1)
            v = squash((c * u_hat).sum(dim=2))
            logits = logits + (u_hat * v.unsqueeze(2)).sum(-1)
        return v


class Decoder(nn.Module):
    def __init__(self, n_bits, dim):
        super().__init__()
        self.n_bits, self.dim = n_bits, dim
        self.fc = nn.Sequential(nn.Linear(n_bits * dim, 64), nn.ReLU(), nn.Linear(64, 2 * GRID ** 3))

    def forward(self, v, fp):
        mask = fp.view(-1, 1, self.n_bits, 1)
        kept = (v * mask).view(-1, self.n_bits * self.dim)
        return self.fc(kept).view(-1, 2, GRID, GRID, GRID)


class FieldCapsNet(nn.Module):
    def __init__(self, dim=8):
        super().__init__()
        self.conv = nn.Sequential(nn.Conv3d(2, 8, 3, padding=1), nn.ReLU())
        self.primary = PrimaryCaps(8, 4)
        self.bits = BitCaps(4 * 27, 4, N_BITS, dim)
        self.decoder = Decoder(N_BITS, dim)

    def forward(self, ff, fp):
        v = self.bits(self.primary(self.conv(ff)))
        return v, self.decoder(v, fp)


def capsule_loss(v, fp, ff, reconstructions, weight=5e-4):
    p = v.norm(dim=-1)
    margin = fp * F.relu(0.9 - p) ** 2 + 0.5 * (1 - fp) * F.relu(p - 0.1) ** 2
    return margin.sum(dim=1).mean() + weight * F.mse_loss(ff, reconstructions)


net = FieldCapsNet()
optim = torch.optim.Adam(net.parameters(), lr=1e-3)
for epoch in range(2):
    for ff, fp in DataLoader(molecules(), batch_size=5, shuffle=True):
        v, reconstructions = net(ff, fp)
        loss = capsule_loss(v, fp, ff, reconstructions)
        optim.zero_grad()
        loss.backward()
        optim.step()
    print(epoch, loss.item())
