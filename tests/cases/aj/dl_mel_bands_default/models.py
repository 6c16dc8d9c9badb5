import torch
from torch import nn
from torch.nn import functional as F


class ResBlock(nn.Module):
    def __init__(self, channels, dilations=(1, 3)):
        super().__init__()
        self.convs = nn.ModuleList([nn.Conv1d(channels, channels, 3, dilation=d, padding=d) for d in dilations])

    def forward(self, x):
        for conv in self.convs:
            x = x + conv(F.leaky_relu(x, 0.1))
        return x


class Generator(nn.Module):
    def __init__(self, h):
        super().__init__()
        width = h["upsample_initial_channel"]
        self.conv_pre = nn.Conv1d(h["num_mels"], width, 7, padding=3)
        self.ups, self.resblocks = nn.ModuleList(), nn.ModuleList()
        for u in h["upsample_rates"]:
            self.ups.append(nn.ConvTranspose1d(width, width // 2, 2 * u, u, padding=u // 2))
            width //= 2
            self.resblocks.append(ResBlock(width))
        self.conv_post = nn.Conv1d(width, 1, 7, padding=3)

    def forward(self, mel):
        x = self.conv_pre(mel)
        for up, block in zip(self.ups, self.resblocks):
            x = block(up(F.leaky_relu(x, 0.1)))
        return torch.tanh(self.conv_post(F.leaky_relu(x)))
