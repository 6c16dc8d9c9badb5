import torch
from torch import nn


class DoubleConv(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(cin, cout, 3, padding=1, bias=False), nn.GroupNorm(1, cout), nn.GELU(),
            nn.Conv2d(cout, cout, 3, padding=1, bias=False), nn.GroupNorm(1, cout),
        )

    def forward(self, x):
        return self.net(x)


class Down(nn.Module):
    def __init__(self, cin, cout, emb_dim=256):
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(cin, cout))
        self.emb_layer = nn.Sequential(nn.SiLU(), nn.Linear(emb_dim, cout))

    def forward(self, x, t):
        x = self.maxpool_conv(x)
        return x + self.emb_layer(t)[:, :, None, None]


class Up(nn.Module):
    def __init__(self, cin, cout, emb_dim=256):
        super().__init__()
        self.up = nn.Upsample(scale_factor=2)
        self.conv = DoubleConv(cin, cout)
        self.emb_layer = nn.Sequential(nn.SiLU(), nn.Linear(emb_dim, cout))

    def forward(self, x, skip, t):
        x = self.conv(torch.cat([skip, self.up(x)], dim=1))
        return x + self.emb_layer(t)[:, :, None, None]


class UNet(nn.Module):
    def __init__(self, c_in=3, c_out=3, time_dim=256):
        super().__init__()
        self.time_dim = time_dim
        self.inc = DoubleConv(c_in, 16)
        self.down1 = Down(16, 32)
        self.down2 = Down(32, 32)
        self.up1 = Up(64, 16)
        self.up2 = Up(32, 16)
        self.outc = nn.Conv2d(16, c_out, 1)

    def pos_encoding(self, t):
        freq = 1.0 / (10000 ** (torch.arange(0, self.time_dim, 2) / self.time_dim))
        return torch.cat([torch.sin(t * freq), torch.cos(t * freq)], dim=-1)

    def forward(self, x, t):
        t = self.pos_encoding(t[:, None].float())
        x1 = self.inc(x)
        x2 = self.down1(x1, t)
        x3 = self.down2(x2, t)
        return self.outc(self.up2(self.up1(x3, x2, t), x1, t))


torch.manual_seed(0)
model = UNet(time_dim=128)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
for step in range(2):
    pictures, noise = torch.rand(4, 3, 32, 32), torch.randn(4, 3, 32, 32)
    t = torch.randint(1, 1000, (4,))
    loss = nn.functional.mse_loss(model(pictures + noise, t), noise)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
