import math

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(3)


class TimeEmbedding(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dim = dim

    def forward(self, t):
        half = self.dim // 2
        freq = torch.exp(torch.arange(half) * -(math.log(10000) / (half - 1)))
        angle = t[:, None].float() * freq[None]
        return torch.cat((angle.sin(), angle.cos()), dim=-1)


class ResnetBlock(nn.Module):
    def __init__(self, dim_in, dim_out, time_dim):
        super().__init__()
        self.time = nn.Linear(time_dim, dim_out)
        self.conv1 = nn.Conv1d(dim_in, dim_out, 3, padding=1)
        self.conv2 = nn.Conv1d(dim_out, dim_out, 3, padding=1)
        self.skip = nn.Conv1d(dim_in, dim_out, 1) if dim_in != dim_out else nn.Identity()

    def forward(self, x, t):
        h = F.silu(self.conv1(x)) + self.time(F.silu(t))[:, :, None]
        return F.silu(self.conv2(h)) + self.skip(x)


class Unet1D(nn.Module):
    def __init__(self, dim, init_dim=None, dim_mults=(1, 2, 4), channels=1):
        super().__init__()
        init_dim = init_dim or dim
        time_dim = dim * 4
        self.init_conv = nn.Conv1d(channels, init_dim, 7, padding=3)
        self.time_mlp = nn.Sequential(TimeEmbedding(dim), nn.Linear(dim, time_dim), nn.GELU(), nn.Linear(time_dim, time_dim))

        dims = [init_dim, *[dim * m for m in dim_mults]]
        in_out = list(zip(dims[:-1], dims[1:]))
        self.downs = nn.ModuleList(nn.ModuleList([
            ResnetBlock(a, a, time_dim),
            nn.Conv1d(a, b, 4, 2, 1),
        ]) for a, b in in_out)
        self.mid = ResnetBlock(dims[-1], dims[-1], time_dim)
        self.ups = nn.ModuleList(nn.ModuleList([
            nn.ConvTranspose1d(b, a, 4, 2, 1),
            ResnetBlock(a * 2, a, time_dim),
        ]) for a, b in reversed(in_out))

        self.final_res_block = ResnetBlock(dim * 2, dim, time_dim)
        self.final_conv = nn.Conv1d(dim, channels, 1)

    def forward(self, x, time):
        x = self.init_conv(x)
        r = x.clone()
        t = self.time_mlp(time)
        skips = []
        for block, down in self.downs:
            x = block(x, t)
            skips.append(x)
            x = down(x)
        x = self.mid(x, t)
        for up, block in self.ups:
            x = torch.cat((up(x), skips.pop()), dim=1)
            x = block(x, t)
        x = self.final_res_block(torch.cat((x, r), dim=1), t)
        return self.final_conv(x)


class GaussianDiffusion:
    def __init__(self, steps=100):
        self.steps = steps
        self.alphas = torch.cumprod(1 - torch.linspace(1e-4, 0.02, steps), dim=0)

    def loss(self, model, x0):
        t = torch.randint(0, self.steps, (x0.shape[0],))
        a = self.alphas[t][:, None, None]
        noise = torch.randn_like(x0)
        return F.mse_loss(model(a.sqrt() * x0 + (1 - a).sqrt() * noise, t), noise)


def pulse_waves(n, length=128):
    phase = torch.linspace(0, 6 * math.pi, length) + torch.rand(n, 1) * 6.28
    return (torch.sin(phase) + 0.4 * torch.sin(2 * phase + 0.5))[:, None]


loader = DataLoader(TensorDataset(pulse_waves(64)), batch_size=16, shuffle=True)
model = Unet1D(dim=16, init_dim=24)
diffusion = GaussianDiffusion()
optimizer = torch.optim.Adam(model.parameters(), lr=8e-4)
for step, (x0,) in enumerate(loader):
    loss = diffusion.loss(model, x0)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, round(loss.item(), 4))
