import os
import tempfile

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class PTDataset(Dataset):
    """Pairs of input and output fields that are stored together in one .pt file."""

    def __init__(self, root, name, n_train, resolution, channel_dim=1):
        data = torch.load(os.path.join(root, f"{name}_{resolution}.pt"))
        x = data["x"].type(torch.float32)[:n_train]
        y = data["y"].type(torch.float32)[:n_train]
        if channel_dim is not None:
            x = x.unsqueeze(channel_dim)
            y = y.unsqueeze(channel_dim)
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, i):
        return {"x": self.x[i], "y": self.y[i]}


class ChannelMLP(nn.Module):
    """Pointwise MLP over the channels of a field with any number of dimensions."""

    def __init__(self, in_channels, out_channels, hidden_channels):
        super().__init__()
        self.fcs = nn.ModuleList([
            nn.Conv1d(in_channels, hidden_channels, 1),
            nn.Conv1d(hidden_channels, out_channels, 1),
        ])

    def forward(self, x):
        size = list(x.shape)
        x = x.reshape(*size[:2], -1)
        x = F.gelu(self.fcs[0](x))
        x = self.fcs[1](x)
        return x.reshape(size[0], -1, *size[2:])


class SpectralConv3d(nn.Module):
    def __init__(self, channels, modes):
        super().__init__()
        self.modes = modes
        self.weight = nn.Parameter(torch.randn(channels, channels, *modes, dtype=torch.cfloat) / channels)

    def forward(self, x):
        a, b, c = self.modes
        x_ft = torch.fft.rfftn(x, dim=(-3, -2, -1))
        out_ft = torch.zeros_like(x_ft)
        out_ft[..., :a, :b, :c] = torch.einsum("bixyz,ioxyz->boxyz", x_ft[..., :a, :b, :c], self.weight)
        return torch.fft.irfftn(out_ft, s=x.shape[-3:], dim=(-3, -2, -1))


class UNO(nn.Module):
    def __init__(self, in_channels, out_channels, hidden_channels=8, n_layers=2, modes=(4, 4, 4)):
        super().__init__()
        self.lifting = ChannelMLP(in_channels, hidden_channels, 32)
        self.fno_blocks = nn.ModuleList([SpectralConv3d(hidden_channels, modes) for _ in range(n_layers)])
        self.skips = nn.ModuleList([nn.Conv3d(hidden_channels, hidden_channels, 1) for _ in range(n_layers)])
        self.projection = ChannelMLP(hidden_channels, out_channels, 32)

    def forward(self, x):
        x = self.lifting(x)
        for block, skip in zip(self.fno_blocks, self.skips):
            x = F.gelu(block(x) + skip(x))
        return self.projection(x)


def write_simulation(root, n=12, res=16):
    # density and temperature on a cube, before and after the step
    x = torch.randn(n, 2, res, res, res)
    y = F.avg_pool3d(x, 3, stride=1, padding=1)
    torch.save({"x": x, "y": y}, os.path.join(root, f"plasma_train_{res}.pt"))


torch.manual_seed(0)
with tempfile.TemporaryDirectory() as root:
    write_simulation(root)
    train_db = PTDataset(root, "plasma_train", n_train=12, resolution=16, channel_dim=1)
train_loader = DataLoader(train_db, batch_size=4, shuffle=True)

model = UNO(in_channels=2, out_channels=2)
optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)

for epoch in range(2):
    train_err = 0.0
    for sample in train_loader:
        optimizer.zero_grad()
        out = model(sample["x"])
        loss = (out - sample["y"]).flatten(1).norm(dim=1) / sample["y"].flatten(1).norm(dim=1)
        loss.mean().backward()
        optimizer.step()
        train_err += loss.sum().item()
    print(f"[{epoch}] train_err={train_err / len(train_db):.4f}")
