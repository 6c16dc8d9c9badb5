import argparse

import torch
import torch.nn as nn
import torch.nn.functional as F

parser = argparse.ArgumentParser()
parser.add_argument("--num_layers", type=int, default=50, choices=[18, 34, 50])
parser.add_argument("--height", type=int, default=64)
parser.add_argument("--width", type=int, default=96)
opts = parser.parse_args([])


class ResnetEncoder(nn.Module):
    """Five stages, each one halves the resolution; the deep variant has bottlenecks of four times the width."""

    def __init__(self, num_layers):
        super().__init__()
        self.num_ch_enc = [8, 16, 32, 64, 128]
        if num_layers > 34:
            self.num_ch_enc[1:] = [4 * c for c in self.num_ch_enc[1:]]
        stages, cin = [], 3
        for c in self.num_ch_enc:
            stages.append(nn.Sequential(nn.Conv2d(cin, c, 3, stride=2, padding=1), nn.BatchNorm2d(c), nn.ReLU()))
            cin = c
        self.stages = nn.ModuleList(stages)

    def forward(self, image):
        features, x = [], (image - 0.45) / 0.225
        for stage in self.stages:
            x = stage(x)
            features.append(x)
        return features


class ConvBlock(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.pad = nn.ReflectionPad2d(1)
        self.conv = nn.Conv2d(cin, cout, 3)

    def forward(self, x):
        return F.elu(self.conv(self.pad(x)))


class DepthDecoder(nn.Module):
    def __init__(self, num_ch_enc):
        super().__init__()
        self.convs = nn.ModuleDict()
        for i in range(3, -1, -1):
            self.convs[f"X_{i}_Conv_0"] = ConvBlock(num_ch_enc[i + 1], num_ch_enc[i + 1] // 2)
            self.convs[f"X_{i}_Conv_1"] = ConvBlock(num_ch_enc[i] * 2, num_ch_enc[i])
        self.dispconv = nn.Conv2d(num_ch_enc[0], 1, 3, padding=1)

    def forward(self, features):
        x = features[-1]
        for i in range(3, -1, -1):
            x = self.convs[f"X_{i}_Conv_0"](x)
            x = torch.cat([F.interpolate(x, scale_factor=2), features[i]], 1)
            x = self.convs[f"X_{i}_Conv_1"](x)
        return torch.sigmoid(self.dispconv(F.interpolate(x, scale_factor=2)))


def smoothness(disp, img):
    disp = disp / (disp.mean((2, 3), keepdim=True) + 1e-7)
    gx = (disp[..., :-1] - disp[..., 1:]).abs() * torch.exp(-(img[..., :-1] - img[..., 1:]).abs().mean(1, True))
    gy = (disp[..., :-1, :] - disp[..., 1:, :]).abs()
    return gx.mean() + gy.mean()


encoder = ResnetEncoder(opts.num_layers)
depth = DepthDecoder(encoder.num_ch_enc)
params = list(encoder.parameters()) + list(depth.parameters())
optimizer = torch.optim.Adam(params, 1e-4)
for step in range(2):
    color = torch.rand(2, 3, opts.height, opts.width)
    disp = depth(encoder(color))
    loss = smoothness(disp, color)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, tuple(disp.shape), loss.item())
