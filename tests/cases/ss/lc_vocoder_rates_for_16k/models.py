import torch
import torch.nn.functional as F
from torch import nn

SLOPE = 0.1


class ResBlock(nn.Module):
    def __init__(self, channels, kernel_size=3, dilation=(1, 3)):
        super().__init__()
        self.convs = nn.ModuleList(
            nn.Conv1d(channels, channels, kernel_size, dilation=d, padding=(kernel_size * d - d) // 2)
            for d in dilation
        )

    def forward(self, x):
        for conv in self.convs:
            x = x + conv(F.leaky_relu(x, SLOPE))
        return x


class Generator(nn.Module):
    def __init__(self, h):
        super().__init__()
        c = h["upsample_initial_channel"]
        self.conv_pre = nn.Conv1d(h["num_mels"], c, 7, 1, padding=3)
        self.ups = nn.ModuleList()
        self.resblocks = nn.ModuleList()
        for i, (u, k) in enumerate(zip(h["upsample_rates"], h["upsample_kernel_sizes"])):
            c_in, c_out = c // 2 ** i, c // 2 ** (i + 1)
            self.ups.append(nn.ConvTranspose1d(c_in, c_out, k, u, padding=(k - u) // 2))
            self.resblocks.append(ResBlock(c_out))
        self.conv_post = nn.Conv1d(c_out, 1, 7, 1, padding=3)

    def forward(self, mel):
        x = self.conv_pre(mel)
        for up, block in zip(self.ups, self.resblocks):
            x = block(up(F.leaky_relu(x, SLOPE)))
        return torch.tanh(self.conv_post(F.leaky_relu(x)))


class PeriodDiscriminator(nn.Module):
    def __init__(self, period):
        super().__init__()
        self.period = period
        widths = [1, 8, 16, 16]
        self.convs = nn.ModuleList(
            nn.Conv2d(a, b, (5, 1), (3, 1), padding=(2, 0)) for a, b in zip(widths[:-1], widths[1:])
        )
        self.conv_post = nn.Conv2d(16, 1, (3, 1), padding=(1, 0))

    def forward(self, y):
        fmap = []
        b, c, t = y.shape
        if t % self.period:
            extra = self.period - t % self.period
            y = F.pad(y, (0, extra), "reflect")
            t = t + extra
        x = y.view(b, c, t // self.period, self.period)
        for conv in self.convs:
            x = F.leaky_relu(conv(x), SLOPE)
            fmap.append(x)
        x = self.conv_post(x)
        fmap.append(x)
        return x.flatten(1), fmap


def feature_loss(maps_real, maps_fake):
    loss = 0
    for dr, dg in zip(maps_real, maps_fake):
        for rl, gl in zip(dr, dg):
            loss = loss + torch.mean(torch.abs(rl - gl))
    return loss * 2
