from math import log, pi
from types import SimpleNamespace

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData

args = SimpleNamespace(
    batch=32, iter=2, lr=1e-4, n_bits=5, n_flow=2,
    n_block=4,
    img_size=28,
)


class ActNorm(nn.Module):
    def __init__(self, in_channel):
        super().__init__()
        self.loc = nn.Parameter(torch.zeros(1, in_channel, 1, 1))
        self.scale = nn.Parameter(torch.ones(1, in_channel, 1, 1))

    def forward(self, input):
        _, _, height, width = input.shape
        logdet = height * width * torch.sum(torch.log(torch.abs(self.scale)))
        return self.scale * (input + self.loc), logdet


class InvConv2d(nn.Module):
    def __init__(self, in_channel):
        super().__init__()
        self.weight = nn.Parameter(torch.linalg.qr(torch.randn(in_channel, in_channel))[0])

    def forward(self, input):
        _, _, height, width = input.shape
        out = F.conv2d(input, self.weight[:, :, None, None])
        return out, height * width * torch.slogdet(self.weight)[1]


class AffineCoupling(nn.Module):
    def __init__(self, in_channel, filter_size=32):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(in_channel // 2, filter_size, 3, padding=1), nn.ReLU(inplace=True),
            nn.Conv2d(filter_size, in_channel, 3, padding=1),
        )

    def forward(self, input):
        in_a, in_b = input.chunk(2, 1)
        log_s, t = self.net(in_a).chunk(2, 1)
        s = torch.sigmoid(log_s + 2)
        out_b = (in_b + t) * s
        return torch.cat([in_a, out_b], 1), torch.log(s).flatten(1).sum(1)


def gaussian_log_p(x, mean, log_sd):
    return -0.5 * log(2 * pi) - log_sd - 0.5 * (x - mean) ** 2 / torch.exp(2 * log_sd)


class Block(nn.Module):
    def __init__(self, in_channel, n_flow, split=True):
        super().__init__()
        squeeze_dim = in_channel * 4
        self.flows = nn.ModuleList()
        for _ in range(n_flow):
            self.flows.extend([ActNorm(squeeze_dim), InvConv2d(squeeze_dim), AffineCoupling(squeeze_dim)])
        self.split = split
        self.prior = nn.Conv2d(in_channel * (2 if split else 4), in_channel * (4 if split else 8), 3, padding=1)

    def forward(self, input):
        b_size, n_channel, height, width = input.shape
        squeezed = input.view(b_size, n_channel, height // 2, 2, width // 2, 2)
        squeezed = squeezed.permute(0, 1, 3, 5, 2, 4)
        out = squeezed.contiguous().view(b_size, n_channel * 4, height // 2, width // 2)
        logdet = 0
        for flow in self.flows:
            out, det = flow(out)
            logdet = logdet + det
        if self.split:
            out, z_new = out.chunk(2, 1)
            mean, log_sd = self.prior(out).chunk(2, 1)
        else:
            z_new = out
            mean, log_sd = self.prior(torch.zeros_like(out)).chunk(2, 1)
        log_p = gaussian_log_p(z_new, mean, log_sd).flatten(1).sum(1)
        return out, logdet, log_p


class Glow(nn.Module):
    def __init__(self, in_channel, n_flow, n_block):
        super().__init__()
        self.blocks = nn.ModuleList()
        for _ in range(n_block - 1):
            self.blocks.append(Block(in_channel, n_flow))
            in_channel *= 2
        self.blocks.append(Block(in_channel, n_flow, split=False))

    def forward(self, input):
        log_p_sum, logdet, out = 0, 0, input
        for block in self.blocks:
            out, det, log_p = block(out)
            log_p_sum, logdet = log_p_sum + log_p, logdet + det
        return log_p_sum, logdet


transform = transforms.Compose([transforms.Grayscale(), transforms.Resize(args.img_size), transforms.ToTensor()])
digits = FakeData(size=args.batch * args.iter, image_size=(3, 28, 28), transform=transform)
model = Glow(1, args.n_flow, args.n_block)
optimizer = torch.optim.Adam(model.parameters(), lr=args.lr)
n_bins = 2.0 ** args.n_bits
for i, (image, _) in enumerate(DataLoader(digits, batch_size=args.batch)):
    image = torch.floor(image * 255 / 2 ** (8 - args.n_bits)) / n_bins - 0.5
    log_p, logdet = model(image + torch.rand_like(image) / n_bins)
    n_pixel = args.img_size * args.img_size
    loss = (log(n_bins) * n_pixel - logdet - log_p).mean() / (log(2) * n_pixel)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{i} loss {loss.item():.4f}")
