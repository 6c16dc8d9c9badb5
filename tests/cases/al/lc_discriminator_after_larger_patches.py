import argparse

import torch
from torch import nn
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--scale", type=int, default=4)
parser.add_argument("--patch_size", type=int, default=24, help="size of a low resolution patch")
parser.add_argument("--batch_size", type=int, default=2)
parser.add_argument("--num_channels", type=int, default=16)
parser.add_argument("--alpha_gan", type=float, default=5e-3)
args = parser.parse_args([])


class Generator(nn.Module):
    def __init__(self, ch, scale):
        super().__init__()
        self.head = nn.Conv2d(3, ch, 3, padding=1)
        self.body = nn.Sequential(nn.Conv2d(ch, ch, 3, padding=1), nn.ReLU(), nn.Conv2d(ch, ch, 3, padding=1))
        self.tail = nn.Sequential(nn.Conv2d(ch, 3 * scale ** 2, 3, padding=1), nn.PixelShuffle(scale))

    def forward(self, x):
        x = self.head(x)
        return self.tail(x + self.body(x))


def conv_block(cin, cout, stride):
    return [nn.Conv2d(cin, cout, 3, stride, 1, bias=False), nn.BatchNorm2d(cout), nn.LeakyReLU(0.2)]


class Discriminator(nn.Module):
    def __init__(self, ch=32, max_ch=512):
        super().__init__()
        layers, cin = [nn.Conv2d(3, ch, 3, padding=1), nn.LeakyReLU(0.2)], ch
        for k in range(5):
            cout = min(ch * 2 ** k, max_ch)
            layers += conv_block(cin, cout, 2)
            cin = cout
        self.features = nn.Sequential(*layers)
        self.classifier = nn.Sequential(
            nn.Linear(512 * 2 * 2, 1024),
            nn.LeakyReLU(0.2),
            nn.Linear(1024, 1),
        )

    def forward(self, x):
        x = self.features(x)
        x = x.view(x.size(0), -1)
        return self.classifier(x)


def batches(n):
    hr_size = args.patch_size * args.scale
    for _ in range(n):
        hr = torch.rand(args.batch_size, 3, hr_size, hr_size)
        yield F.avg_pool2d(hr, args.scale), hr


G, D = Generator(args.num_channels, args.scale), Discriminator()
optim_g = torch.optim.Adam(G.parameters(), lr=5e-5)
optim_d = torch.optim.Adam(D.parameters(), lr=5e-5)
for it, (lr, hr) in enumerate(batches(3)):
    sr = G(lr)
    pred_fake, pred_real = D(sr.detach()), D(hr)
    d_loss = F.binary_cross_entropy_with_logits(pred_real - pred_fake, torch.ones_like(pred_real))
    optim_d.zero_grad()
    d_loss.backward()
    optim_d.step()
    g_loss = F.l1_loss(sr, hr) - args.alpha_gan * D(sr).mean()
    optim_g.zero_grad()
    g_loss.backward()
    optim_g.step()
    print(it, d_loss.item(), g_loss.item())
