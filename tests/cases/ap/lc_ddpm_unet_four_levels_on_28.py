import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import datasets, transforms

T = 1000
beta = torch.linspace(0.0001, 0.02, T)
alpha_bar = (1 - beta).cumprod(dim=0)


class ResnetBlock(nn.Module):
    def __init__(self, in_ch, out_ch, temb_ch):
        super().__init__()
        self.norm = nn.GroupNorm(4, in_ch)
        self.conv = nn.Conv2d(in_ch, out_ch, 3, padding=1)
        self.time = nn.Linear(temb_ch, out_ch)

    def forward(self, x, temb):
        return self.conv(F.silu(self.norm(x))) + self.time(temb)[:, :, None, None]


class UNet2D(nn.Module):
    def __init__(self, in_channels=3, out_channels=3, block_out_channels=(16, 24, 32, 48), temb_ch=32):
        super().__init__()
        c = block_out_channels
        self.time_embed = nn.Sequential(nn.Linear(1, temb_ch), nn.SiLU(), nn.Linear(temb_ch, temb_ch))
        self.conv_in = nn.Conv2d(in_channels, c[0], 3, padding=1)
        self.down_blocks = nn.ModuleList(ResnetBlock(a, b, temb_ch) for a, b in zip((c[0],) + c[:-1], c))
        self.downsamplers = nn.ModuleList(nn.Conv2d(ch, ch, 3, stride=2, padding=1) for ch in c[:-1])
        self.up_blocks = nn.ModuleList(ResnetBlock(a + b, b, temb_ch) for a, b in zip(c[:0:-1], c[-2::-1]))
        self.conv_out = nn.Conv2d(c[0], out_channels, 3, padding=1)

    def forward(self, sample, timestep):
        temb = self.time_embed(timestep[:, None] / T)
        h, skips = self.conv_in(sample), []
        for k, block in enumerate(self.down_blocks):
            h = block(h, temb)
            if k < len(self.downsamplers):
                skips.append(h)
                h = self.downsamplers[k](h)
        for block in self.up_blocks:
            skip = skips.pop()
            h = F.interpolate(h, scale_factor=2.0, mode="nearest")
            h = block(torch.cat([h, skip], dim=1), temb)
        return self.conv_out(h)


transform = transforms.Compose([
    transforms.Grayscale(),
    transforms.ToTensor(),
])
mnist = datasets.FakeData(size=16, image_size=(3, 28, 28), transform=transform)
model = UNet2D(in_channels=1, out_channels=1)
opt = torch.optim.Adam(model.parameters(), lr=1e-4)
for x0, _ in DataLoader(mnist, batch_size=8, shuffle=True):
    t = torch.randint(0, T, (len(x0),))
    a = alpha_bar[t].view(-1, 1, 1, 1)
    noise = torch.randn_like(x0)
    noise_hat = model(a.sqrt() * x0 + (1 - a).sqrt() * noise, t.float())
    loss = F.mse_loss(noise_hat, noise)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(loss.item())
