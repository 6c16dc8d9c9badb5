import torch
from torch import nn

torch.manual_seed(8)


def timestep_embedding(t, dim):
    freq = torch.exp(-torch.arange(dim // 2) * (9.21 / (dim // 2)))
    angles = t[:, None].float() * freq[None]
    return torch.cat([angles.sin(), angles.cos()], dim=1)


class ImageSelfAttention(nn.Module):
    def __init__(self, channels, heads=2):
        super().__init__()
        self.norm = nn.GroupNorm(4, channels)
        self.attn = nn.MultiheadAttention(channels, heads, batch_first=True)

    def forward(self, x):
        b, c, h, w = x.shape
        tokens = self.norm(x).flatten(2).transpose(1, 2)
        out, _ = self.attn(tokens, tokens, tokens, need_weights=False)
        out = out + tokens
        return out.transpose(1, 2).reshape(b, c, w, h)


class ResBlock(nn.Module):
    def __init__(self, c_in, c_out, time_dim):
        super().__init__()
        self.conv1 = nn.Conv2d(c_in, c_out, 3, padding=1)
        self.conv2 = nn.Conv2d(c_out, c_out, 3, padding=1)
        self.time = nn.Linear(time_dim, c_out)

    def forward(self, x, emb):
        x = torch.relu(self.conv1(x)) + self.time(emb)[:, :, None, None]
        return torch.relu(self.conv2(x))


class UNetDDPM(nn.Module):
    def __init__(self, channels=(16, 32, 32), time_dim=32):
        super().__init__()
        self.time_dim = time_dim
        sizes = [1, *channels]
        self.down = nn.ModuleList([ResBlock(sizes[i], sizes[i + 1], time_dim) for i in range(3)])
        self.pool, self.upsample = nn.MaxPool2d(2), nn.Upsample(scale_factor=2)
        self.middle = ImageSelfAttention(channels[-1])
        self.up = nn.ModuleList([ResBlock(64, 32, time_dim), ResBlock(64, 16, time_dim), ResBlock(32, 16, time_dim)])
        self.last = nn.Conv2d(16, 1, 1)

    def forward(self, x, t):
        emb = timestep_embedding(t, self.time_dim)
        hs = []
        for block in self.down:
            x = block(x, emb)
            hs.append(x)
            x = self.pool(x)
        x = self.middle(x)
        for block in self.up:
            x = torch.cat([self.upsample(x), hs.pop()], dim=1)
            x = block(x, emb)
        return self.last(x)


model = UNetDDPM()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-4)
alpha_bar = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000), dim=0)
scans = torch.rand(8, 1, 72, 64) * 2 - 1
for step in range(2):
    x0 = scans[step * 4:step * 4 + 4]
    t = torch.randint(0, 1000, (4,))
    noise = torch.randn_like(x0)
    a = alpha_bar[t].view(-1, 1, 1, 1)
    loss = (model(a.sqrt() * x0 + (1 - a).sqrt() * noise, t) - noise).square().mean()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
