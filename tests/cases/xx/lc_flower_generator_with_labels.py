import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

torch.manual_seed(5)
Z_DIM, EMBED_SIZE, N_LABELS = 64, 32, 10


class EqualLinear(nn.Module):
    def __init__(self, in_dim, out_dim):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(out_dim, in_dim))
        self.bias = nn.Parameter(torch.zeros(out_dim))
        self.scale = 1 / math.sqrt(in_dim)

    def forward(self, x):
        return nn.functional.linear(x, self.weight * self.scale, self.bias)


class PixelNorm(nn.Module):
    def forward(self, x):
        return x / torch.sqrt(x.pow(2).mean(dim=1, keepdim=True) + 1e-8)


class StyledBlock(nn.Module):
    def __init__(self, a, b, style_dim):
        super().__init__()
        self.conv = nn.Conv2d(a, b, 3, padding=1)
        self.style = EqualLinear(style_dim, 2 * b)

    def forward(self, x, w):
        x = self.conv(nn.functional.interpolate(x, scale_factor=2))
        gamma, beta = self.style(w)[:, :, None, None].chunk(2, dim=1)
        return nn.functional.leaky_relu((1 + gamma) * nn.functional.instance_norm(x) + beta, 0.2)


class Generator(nn.Module):
    def __init__(self, z_dim, nlabels, embed_size, nf=8, s0=4, style_dim=64, n_mlp=3):
        super().__init__()
        self.nf, self.s0 = nf, s0
        self.embedding = nn.Embedding(nlabels, embed_size)
        self.fc = nn.Linear(z_dim, 8 * nf * s0 * s0)
        layers = [PixelNorm(), EqualLinear(z_dim, style_dim), nn.LeakyReLU(0.2)]
        for _ in range(n_mlp - 1):
            layers += [EqualLinear(style_dim, style_dim), nn.LeakyReLU(0.2)]
        self.style = nn.Sequential(*layers)
        self.blocks = nn.ModuleList([StyledBlock(8 * nf, 4 * nf, style_dim), StyledBlock(4 * nf, nf, style_dim)])
        self.to_rgb = nn.Conv2d(nf, 3, 1)

    def forward(self, z, y):
        yembed = self.embedding(y)
        yembed = yembed / yembed.norm(p=2, dim=1, keepdim=True)
        yz = torch.cat([z, yembed], dim=1)
        style_w = self.style(yz)
        out = self.fc(yz).view(z.size(0), 8 * self.nf, self.s0, self.s0)
        for block in self.blocks:
            out = block(out, style_w)
        return torch.tanh(self.to_rgb(out))


class Discriminator(nn.Module):
    def __init__(self, nlabels, nf=16):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(3, nf, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(nf, 2 * nf, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(2 * nf, nlabels))

    def forward(self, x, y):
        return self.net(x).gather(1, y[:, None]).squeeze(1)


flowers = TensorDataset(torch.rand(48, 3, 16, 16) * 2 - 1, torch.randint(0, N_LABELS, (48,)))
loader = DataLoader(flowers, batch_size=16, shuffle=True)
gen, disc = Generator(Z_DIM, N_LABELS, EMBED_SIZE), Discriminator(N_LABELS)
g_opt = torch.optim.Adam(gen.parameters(), lr=1e-4, betas=(0.0, 0.99))
d_opt = torch.optim.Adam(disc.parameters(), lr=1e-4, betas=(0.0, 0.99))
softplus = nn.functional.softplus
fixed_z, fixed_y = torch.randn(N_LABELS, Z_DIM), torch.arange(N_LABELS)

for epoch in range(2):
    for x_real, y in loader:
        z = torch.randn(len(y), Z_DIM)
        with torch.no_grad():
            x_fake = gen(z, y)
        d_loss = softplus(-disc(x_real, y)).mean() + softplus(disc(x_fake, y)).mean()
        d_opt.zero_grad()
        d_loss.backward()
        d_opt.step()
        g_loss = softplus(-disc(gen(z, y), y)).mean()
        g_opt.zero_grad()
        g_loss.backward()
        g_opt.step()
        print(f"[epoch {epoch}] d_loss {d_loss.item():.4f} g_loss {g_loss.item():.4f}")
    with torch.no_grad():
        print("samples", tuple(gen(fixed_z, fixed_y).shape))
