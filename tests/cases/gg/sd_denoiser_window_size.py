import os
import tempfile

import torch
from torch import nn


class WindowAttention(nn.Module):
    def __init__(self, dim, win_size, heads):
        super().__init__()
        self.win_size, self.heads = win_size, heads
        self.relative_position_bias_table = nn.Parameter(torch.zeros((2 * win_size - 1) ** 2, heads))
        coords = torch.stack(torch.meshgrid(torch.arange(win_size), torch.arange(win_size), indexing="ij")).flatten(1)
        relative = (coords[:, :, None] - coords[:, None, :]) + win_size - 1
        self.register_buffer("relative_position_index", relative[0] * (2 * win_size - 1) + relative[1])
        self.qkv, self.proj = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)

    def forward(self, x):
        b, h, w, c = x.shape
        s = self.win_size
        x = x.view(b, h // s, s, w // s, s, c).transpose(2, 3).reshape(-1, s * s, c)
        q, k, v = self.qkv(x).view(len(x), s * s, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        bias = self.relative_position_bias_table[self.relative_position_index].permute(2, 0, 1)
        attn = (q @ k.transpose(-1, -2) * q.size(-1) ** -0.5 + bias).softmax(-1)
        x = self.proj((attn @ v).transpose(1, 2).reshape(-1, s * s, c))
        return x.view(b, h // s, w // s, s, s, c).transpose(2, 3).reshape(b, h, w, c)


class LeWinBlock(nn.Module):
    def __init__(self, dim, input_resolution, heads, win_size=8):
        super().__init__()
        win_size = min(win_size, input_resolution)
        self.norm = nn.LayerNorm(dim)
        self.attn = WindowAttention(dim, win_size, heads)
        self.mlp = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))

    def forward(self, x):
        x = x.permute(0, 2, 3, 1)
        x = x + self.attn(self.norm(x))
        x = x + self.mlp(x)
        return x.permute(0, 3, 1, 2)


class Uformer(nn.Module):
    def __init__(self, img_size=128, dim=8, levels=4):
        super().__init__()
        self.input_proj = nn.Conv2d(3, dim, 3, padding=1)
        dims = [dim * 2 ** i for i in range(levels + 1)]
        res = [img_size // 2 ** i for i in range(levels + 1)]
        self.encoder = nn.ModuleList(LeWinBlock(d, r, 2) for d, r in zip(dims[:-1], res))
        self.down = nn.ModuleList(nn.Conv2d(a, b, 4, 2, 1) for a, b in zip(dims, dims[1:]))
        self.conv = LeWinBlock(dims[-1], res[-1], 4)
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, 2) for a, b in reversed(list(zip(dims, dims[1:]))))
        self.output_proj = nn.Conv2d(dim, 3, 3, padding=1)

    def forward(self, x):
        y, skips = self.input_proj(x), []
        for block, down in zip(self.encoder, self.down):
            skips.append(block(y))
            y = down(skips[-1])
        y = self.conv(y)
        for up in self.up:
            y = up(y) + skips.pop()
        return x + self.output_proj(y)


def train(path, train_ps=64):
    model = Uformer(img_size=train_ps)
    optimizer = torch.optim.AdamW(model.parameters(), 2e-4)
    clean = torch.rand(2, 3, train_ps, train_ps)
    loss = nn.functional.l1_loss(model(clean + 0.1 * torch.randn_like(clean)), clean)
    loss.backward()
    optimizer.step()
    torch.save({"state_dict": model.state_dict()}, path)


torch.manual_seed(0)
weights = os.path.join(tempfile.mkdtemp(), "model_best.pth")
train(weights)
model_restoration = Uformer()
model_restoration.load_state_dict(torch.load(weights)["state_dict"])
with torch.no_grad():
    restored = model_restoration.eval()(torch.rand(1, 3, 128, 128))
print(restored.shape)
