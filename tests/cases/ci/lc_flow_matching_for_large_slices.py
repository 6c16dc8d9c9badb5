import torch
import torch.nn as nn
import torch.nn.functional as F

MULTS = {
    512: (0.5, 1, 1, 2, 2, 4, 4),
    256: (1, 1, 2, 2, 4, 4),
    128: (1, 1, 2, 3, 4),
    64: (1, 2, 3, 4),
    28: (1, 2, 2),
}


def normalization(channels):
    return nn.GroupNorm(32, channels)


class ResBlock(nn.Module):
    def __init__(self, channels, emb_channels, out_channels):
        super().__init__()
        self.in_layers = nn.Sequential(normalization(channels), nn.SiLU(), nn.Conv2d(channels, out_channels, 3, padding=1))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(emb_channels, out_channels))
        self.out_layers = nn.Sequential(normalization(out_channels), nn.SiLU(),
                                        nn.Conv2d(out_channels, out_channels, 3, padding=1))
        self.skip = nn.Conv2d(channels, out_channels, 1) if channels != out_channels else nn.Identity()

    def forward(self, x, emb):
        h = self.in_layers(x) + self.emb_layers(emb)[:, :, None, None]
        return self.skip(x) + self.out_layers(h)


class UNetModel(nn.Module):
    """Velocity field v(t, x) for images of shape dim = (channels, height, width)."""

    def __init__(self, dim, num_channels, num_res_blocks, channel_mult=None):
        super().__init__()
        if channel_mult is None:
            channel_mult = MULTS[dim[1]]
        emb = num_channels * 4
        self.time_embed = nn.Sequential(nn.Linear(1, emb), nn.SiLU(), nn.Linear(emb, emb))
        ch = int(channel_mult[0] * num_channels)
        self.stem = nn.Conv2d(dim[0], ch, 3, padding=1)
        self.down, self.up, widths = nn.ModuleList(), nn.ModuleList(), [ch]
        for level, mult in enumerate(channel_mult):
            for _ in range(num_res_blocks):
                self.down.append(ResBlock(ch, emb, int(mult * num_channels)))
                ch = int(mult * num_channels)
                widths.append(ch)
        for mult in reversed(channel_mult):
            for _ in range(num_res_blocks):
                self.up.append(ResBlock(ch + widths.pop(), emb, int(mult * num_channels)))
                ch = int(mult * num_channels)
        self.per_level = num_res_blocks
        self.out = nn.Sequential(normalization(ch), nn.SiLU(), nn.Conv2d(ch, dim[0], 3, padding=1))

    def forward(self, t, x):
        emb, skips = self.time_embed(t[:, None]), []
        h = self.stem(x)
        for i, block in enumerate(self.down):
            h = block(h, emb)
            skips.append(h)
            if (i + 1) % self.per_level == 0 and i + 1 < len(self.down):
                h = F.avg_pool2d(h, 2)
        for i, block in enumerate(self.up):
            h = block(torch.cat([h, skips.pop()], dim=1), emb)
            if (i + 1) % self.per_level == 0 and i + 1 < len(self.up):
                h = F.interpolate(h, scale_factor=2)
        return self.out(h)


torch.manual_seed(42)
slices = torch.rand(2, 1, 512, 512) * 2 - 1
model = UNetModel(dim=(1, 512, 512), num_channels=32, num_res_blocks=1)
optimizer = torch.optim.Adam(model.parameters(), lr=2e-4)
for step, x1 in enumerate(slices.split(1)):
    x0 = torch.randn_like(x1)
    t = torch.rand(len(x1))
    xt = (1 - t[:, None, None, None]) * x0 + t[:, None, None, None] * x1
    loss = torch.mean((model(t, xt) - (x1 - x0)) ** 2)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step}: loss {loss.item():.4f}")
