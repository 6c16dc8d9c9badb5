import os
import tempfile
from argparse import Namespace

import torch
from torch import nn

args = Namespace(pretrained_model="nuclei", chan=0, chan2=0, all_channels=True, n_epochs=2, learning_rate=0.1)


def batchconv(cin, cout):
    return nn.Sequential(nn.BatchNorm2d(cin), nn.ReLU(), nn.Conv2d(cin, cout, 3, padding=1))


class ResDown(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.proj = nn.Sequential(nn.BatchNorm2d(cin), nn.Conv2d(cin, cout, 1))
        self.conv_0 = batchconv(cin, cout)
        self.conv_1 = batchconv(cout, cout)

    def forward(self, x):
        return self.proj(x) + self.conv_1(self.conv_0(x))


class CPnet(nn.Module):
    """U-Net like network for flows and cell probability."""

    def __init__(self, nbase, nout=3):
        super().__init__()
        self.downsample = nn.ModuleList(ResDown(a, b) for a, b in zip(nbase[:-1], nbase[1:]))
        self.upsample = nn.ModuleList(batchconv(b, a) for a, b in zip(nbase[1:-1], nbase[2:]))
        self.output = nn.Conv2d(nbase[1], nout, 1)

    def forward(self, x):
        skips = []
        for i, down in enumerate(self.downsample):
            x = down(nn.functional.max_pool2d(x, 2) if i else x)
            skips.append(x)
        for up, skip in zip(reversed(self.upsample), reversed(skips[:-1])):
            x = up(nn.functional.interpolate(x, scale_factor=2)) + skip
        return self.output(x)


def to_two_channels(images, chan, chan2):
    first = images.mean(1) if chan == 0 else images[:, chan - 1]
    second = torch.zeros_like(first) if chan2 == 0 else images[:, chan2 - 1]
    return torch.stack([first, second], dim=1)


def train(args, images, flows, model_dir):
    x = images if args.all_channels else to_two_channels(images, args.chan, args.chan2)
    net = CPnet([x.shape[1], 16, 32])
    if args.pretrained_model:
        net.load_state_dict(torch.load(os.path.join(model_dir, args.pretrained_model)))
    opt = torch.optim.SGD(net.parameters(), lr=args.learning_rate, momentum=0.9)
    for epoch in range(args.n_epochs):
        loss = nn.functional.mse_loss(net(x), flows)
        opt.zero_grad()
        loss.backward()
        opt.step()
        print(epoch, loss.item())


with tempfile.TemporaryDirectory() as models:
    # the published model knows two channels: cytoplasm and nucleus
    torch.save(CPnet([2, 16, 32]).state_dict(), os.path.join(models, "nuclei"))
    g = torch.Generator().manual_seed(0)
    train(args, torch.rand(4, 3, 64, 64, generator=g), torch.randn(4, 3, 64, 64, generator=g), models)
