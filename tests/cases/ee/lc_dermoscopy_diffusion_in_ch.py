import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


def create_argparser():
    defaults = dict(
        data_dir="data/isic", image_size=32, num_channels=16, in_ch=5, num_classes=2,
        batch_size=4, lr=1e-4, diffusion_steps=100,
    )
    parser = argparse.ArgumentParser()
    for k, v in defaults.items():
        parser.add_argument(f"--{k}", default=v, type=type(v))
    return parser


class ISICDataset(Dataset):
    def __init__(self, args, n=12):
        g = torch.Generator().manual_seed(21)
        self.images = torch.rand(n, 3, args.image_size, args.image_size, generator=g)
        self.masks = (self.images.mean(1, keepdim=True) > 0.5).float()

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        return self.images[i], self.masks[i]


class ResBlock(nn.Module):
    def __init__(self, ch, out, emb):
        super().__init__()
        self.conv = nn.Conv2d(ch, out, 3, padding=1)
        self.norm = nn.GroupNorm(4, out)
        self.emb = nn.Linear(emb, out)

    def forward(self, x, emb):
        return F.silu(self.norm(self.conv(x)) + self.emb(emb)[:, :, None, None])


class UNetModel(nn.Module):
    def __init__(self, in_channels, model_channels, out_channels):
        super().__init__()
        self.time_embed = nn.Sequential(nn.Linear(1, 32), nn.SiLU(), nn.Linear(32, 32))
        self.input_block = nn.Conv2d(in_channels, model_channels, 3, padding=1)
        self.down = ResBlock(model_channels, model_channels * 2, 32)
        self.up = ResBlock(model_channels * 3, model_channels, 32)
        self.out = nn.Conv2d(model_channels, out_channels, 3, padding=1)

    def forward(self, x, t):
        emb = self.time_embed(t[:, None].float())
        h = self.input_block(x)
        d = F.interpolate(self.down(F.avg_pool2d(h, 2), emb), scale_factor=2)
        return self.out(self.up(torch.cat([h, d], dim=1), emb))


def training_losses(model, image, mask, steps):
    t = torch.randint(0, steps, (image.shape[0],))
    alpha = (1 - (t + 1) / (steps + 1)).view(-1, 1, 1, 1)
    noise = torch.randn_like(mask)
    noisy = alpha.sqrt() * mask + (1 - alpha).sqrt() * noise
    out = model(torch.cat([image, noisy], dim=1), t)
    eps, var = out.chunk(2, dim=1)
    return F.mse_loss(eps, noise) + 1e-3 * var.pow(2).mean()


torch.manual_seed(0)
args = create_argparser().parse_args([])
model = UNetModel(args.in_ch, args.num_channels, args.num_classes)
opt = torch.optim.AdamW(model.parameters(), lr=args.lr)
for image, mask in DataLoader(ISICDataset(args), batch_size=args.batch_size, shuffle=True):
    loss = training_losses(model, image, mask, args.diffusion_steps)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"loss {loss.item():.4f}")
