import os, tempfile
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

ntrain, ntest = 12, 4
batch_size = 4
modes, width = 8, 16
r = 5
h = int(((421 - 1) / r) + 1)
s = h


def simulate(path, n, res=241, seed=0):
    rng = np.random.default_rng(seed)
    grid = np.linspace(0, 1, res)
    coeff = np.empty((n, res, res), dtype=np.float32)
    sol = np.empty_like(coeff)
    for i in range(n):
        a, b = rng.integers(1, 5, 2)
        field = np.sin(a * np.pi * grid)[:, None] * np.cos(b * np.pi * grid)[None]
        coeff[i] = np.where(field > 0, 12.0, 3.0)
        sol[i] = field / coeff[i] / (a * a + b * b)
    np.savez(path, coeff=coeff, sol=sol)


class UnitNormalizer:
    def __init__(self, x, eps=1e-5):
        self.mean, self.std, self.eps = x.mean(0), x.std(0), eps

    def encode(self, x):
        return (x - self.mean) / (self.std + self.eps)

    def decode(self, x):
        return x * (self.std + self.eps) + self.mean


class SpectralConv2d(nn.Module):
    def __init__(self, channels, modes):
        super().__init__()
        self.modes = modes
        self.w = nn.Parameter(torch.rand(2, channels, channels, modes, modes, dtype=torch.cfloat) / channels ** 2)

    def forward(self, x):
        m = self.modes
        ft = torch.fft.rfft2(x)
        out = torch.zeros_like(ft)
        out[:, :, :m, :m] = torch.einsum("bixy,ioxy->boxy", ft[:, :, :m, :m], self.w[0])
        out[:, :, -m:, :m] = torch.einsum("bixy,ioxy->boxy", ft[:, :, -m:, :m], self.w[1])
        return torch.fft.irfft2(out, s=x.shape[-2:])


class FNO2d(nn.Module):
    def __init__(self, modes, width, depth=3):
        super().__init__()
        self.lift = nn.Linear(3, width)
        self.spectral = nn.ModuleList(SpectralConv2d(width, modes) for _ in range(depth))
        self.local = nn.ModuleList(nn.Conv2d(width, width, 1) for _ in range(depth))
        self.project = nn.Sequential(nn.Linear(width, 64), nn.GELU(), nn.Linear(64, 1))

    def forward(self, x):
        x = self.lift(x).permute(0, 3, 1, 2)
        for sc, w in zip(self.spectral, self.local):
            x = F.gelu(sc(x) + w(x))
        return self.project(x.permute(0, 2, 3, 1)).squeeze(-1)


def read(path, n):
    data = np.load(path)
    x = torch.from_numpy(data["coeff"])[:n, ::r, ::r][:, :s, :s]
    y = torch.from_numpy(data["sol"])[:n, ::r, ::r][:, :s, :s]
    return x, y


def add_positions(x):
    n, g = len(x), x.shape[-1]
    line = torch.linspace(0, 1, g)
    grid = torch.stack(torch.meshgrid(line, line, indexing="ij"), dim=-1)
    return torch.cat([x.reshape(n, s, s, 1), grid.repeat(n, 1, 1, 1)], dim=3)


torch.manual_seed(0)
folder = tempfile.mkdtemp()
simulate(os.path.join(folder, "darcy_train.npz"), ntrain)
simulate(os.path.join(folder, "darcy_test.npz"), ntest, seed=1)
x_train, y_train = read(os.path.join(folder, "darcy_train.npz"), ntrain)
x_test, y_test = read(os.path.join(folder, "darcy_test.npz"), ntest)
x_norm, y_norm = UnitNormalizer(x_train), UnitNormalizer(y_train)
x_train, x_test = x_norm.encode(x_train), x_norm.encode(x_test)
x_train, x_test = add_positions(x_train), add_positions(x_test)

model = FNO2d(modes, width)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for ep in range(2):
    for k in range(0, ntrain, batch_size):
        pred = y_norm.decode(model(x_train[k:k + batch_size]))
        loss = F.mse_loss(pred, y_train[k:k + batch_size])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        err = (y_norm.decode(model(x_test)) - y_test).flatten(1).norm(dim=1) / y_test.flatten(1).norm(dim=1)
    print(ep, loss.item(), err.mean().item())
