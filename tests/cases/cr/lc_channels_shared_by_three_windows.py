import torch
from torch import nn
import torch.nn.functional as F

options = {"scale": 4, "colors": 3, "m_elan": 2, "c_elan": 64, "r_expand": 2, "window_sizes": [4, 8, 16]}


class MeanShift(nn.Module):
    def __init__(self, sign):
        super().__init__()
        self.register_buffer("mean", sign * torch.tensor([0.4488, 0.4371, 0.4040]).view(1, 3, 1, 1))

    def forward(self, x):
        return x + self.mean


class LFE(nn.Module):
    def __init__(self, channels, r_expand):
        super().__init__()
        self.conv0 = nn.Conv2d(channels, channels * r_expand, 1)
        self.conv1 = nn.Conv2d(channels * r_expand, channels, 3, padding=1)

    def forward(self, x):
        return self.conv1(torch.relu(self.conv0(x)))


class GMSA(nn.Module):
    def __init__(self, channels, window_sizes):
        super().__init__()
        self.window_sizes = window_sizes
        self.split_chns = [channels * 2 // 3, channels * 2 // 3, channels * 2 // 3]
        self.project_inp = nn.Sequential(nn.Conv2d(channels, channels * 2, 1), nn.BatchNorm2d(channels * 2))
        self.project_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x):
        b, _, h, w = x.shape
        ys = []
        for part, ws in zip(torch.split(self.project_inp(x), self.split_chns, dim=1), self.window_sizes):
            t = F.unfold(part, ws, stride=ws).view(b, part.size(1), ws * ws, -1).permute(0, 3, 2, 1)
            q, v = t.chunk(2, dim=-1)
            y = (q @ q.transpose(-2, -1)).softmax(-1) @ v
            y = y.permute(0, 3, 2, 1).flatten(1, 2)
            ys.append(F.fold(y, (h, w), ws, stride=ws))
        return self.project_out(torch.cat(ys, dim=1))


class ELAB(nn.Module):
    def __init__(self, channels, r_expand, window_sizes):
        super().__init__()
        self.lfe = LFE(channels, r_expand)
        self.gmsa = GMSA(channels, window_sizes)

    def forward(self, x):
        x = x + self.lfe(x)
        return x + self.gmsa(x)


class ELAN(nn.Module):
    def __init__(self, scale, colors, m_elan, c_elan, r_expand, window_sizes):
        super().__init__()
        self.scale, self.window = scale, max(window_sizes)
        self.sub_mean, self.add_mean = MeanShift(-1), MeanShift(1)
        self.head = nn.Conv2d(colors, c_elan, 3, padding=1)
        self.body = nn.Sequential(*(ELAB(c_elan, r_expand, window_sizes) for _ in range(m_elan)))
        self.tail = nn.Sequential(nn.Conv2d(c_elan, colors * scale * scale, 3, padding=1), nn.PixelShuffle(scale))

    def forward(self, x):
        h, w = x.shape[-2:]
        x = F.pad(x, (0, -w % self.window, 0, -h % self.window), "reflect")
        x = self.head(self.sub_mean(x))
        x = self.add_mean(self.tail(x + self.body(x)))
        return x[:, :, :h * self.scale, :w * self.scale]


net = ELAN(**options).eval()
photo = torch.rand(1, 3, 80, 45)
with torch.no_grad():
    enlarged = net(photo)
print(tuple(photo.shape), "->", tuple(enlarged.shape))
