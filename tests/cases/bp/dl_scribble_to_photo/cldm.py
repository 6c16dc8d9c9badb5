import torch
import torch.nn as nn
import torch.nn.functional as F


def conv(c_in, c_out, stride=1):
    return nn.Conv2d(c_in, c_out, 3, stride=stride, padding=1)


def zero_module(m):
    for p in m.parameters():
        nn.init.zeros_(p)
    return m


class ControlNet(nn.Module):
    def __init__(self, model_channels=16, latent=4):
        super().__init__()
        self.input_hint_block = nn.Sequential(
            conv(3, 8), nn.SiLU(),
            conv(8, 8, stride=2), nn.SiLU(),
            conv(8, 16, stride=2), nn.SiLU(),
            conv(16, 16, stride=2), nn.SiLU(),
            zero_module(conv(16, model_channels)),
        )
        self.input_block = conv(latent, model_channels)
        self.down = nn.ModuleList([conv(model_channels, model_channels, stride=2) for _ in range(3)])
        self.zero_convs = nn.ModuleList([zero_module(nn.Conv2d(model_channels, model_channels, 1)) for _ in range(4)])

    def forward(self, x, hint):
        guided_hint = self.input_hint_block(hint)
        h = self.input_block(x)
        h = h + guided_hint
        outs = [self.zero_convs[0](h)]
        for down, zero in zip(self.down, self.zero_convs[1:]):
            h = F.silu(down(h))
            outs.append(zero(h))
        return outs


class ControlledUnet(nn.Module):
    def __init__(self, ch=16, latent=4):
        super().__init__()
        self.inp = conv(latent, ch)
        self.down = nn.ModuleList([conv(ch, ch, stride=2) for _ in range(3)])
        self.up = nn.ModuleList([conv(2 * ch, ch) for _ in range(3)])
        self.out = conv(ch, latent)

    def forward(self, x, control):
        h = self.inp(x)
        hs = [h]
        for d in self.down:
            h = F.silu(d(h))
            hs.append(h)
        h = hs.pop() + control.pop()
        for u in self.up:
            h = F.interpolate(h, scale_factor=2.0, mode="nearest")
            h = F.silu(u(torch.cat([h, hs.pop() + control.pop()], dim=1)))
        return self.out(h)
