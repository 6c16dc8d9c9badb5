import torch
from torch import nn


def gather(t, idx):
    """t (B, N, C), idx (B, ...) -> (B, ..., C)"""
    b = torch.arange(t.size(0)).view(-1, *[1] * (idx.dim() - 1))
    return t[b, idx]


def shared_mlp(channels):
    layers = []
    for cin, cout in zip(channels[:-1], channels[1:]):
        layers += [nn.Conv2d(cin, cout, 1, bias=False), nn.BatchNorm2d(cout), nn.LeakyReLU(0.01)]
    return nn.Sequential(*layers)


class SetAbstraction(nn.Module):
    def __init__(self, npoint, nsample, channels):
        super().__init__()
        self.npoint, self.nsample = npoint, nsample
        self.mlp = shared_mlp(channels)

    def forward(self, pos, x):
        centres = pos[:, : self.npoint]
        idx = torch.cdist(centres, pos).topk(self.nsample, largest=False).indices
        local = gather(pos, idx) - centres.unsqueeze(2)
        grouped = torch.cat([local, gather(x, idx)], dim=-1).permute(0, 3, 1, 2)
        return centres, self.mlp(grouped).amax(-1).transpose(1, 2)


class FeaturePropagation(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.mlp = shared_mlp(channels)

    def forward(self, pos, x_skip, coarse, x):
        nearest = torch.cdist(pos, coarse).argmin(-1)
        joined = torch.cat([gather(x, nearest), x_skip], dim=-1)
        return self.mlp(joined.transpose(1, 2).unsqueeze(-1)).squeeze(-1).transpose(1, 2)


class PointNet2(nn.Module):
    def __init__(self, opt, num_classes):
        super().__init__()
        self.down = nn.ModuleList(
            SetAbstraction(n, k, c) for n, k, c in zip(opt["npoint"], opt["nsample"], opt["down_conv_nn"])
        )
        self.up = nn.ModuleList(FeaturePropagation(c) for c in opt["up_conv_nn"])
        self.cls = nn.Linear(opt["mlp_cls"], num_classes)

    def forward(self, pos, x):
        levels = [(pos, x)]
        for layer in self.down:
            levels.append(layer(*levels[-1]))
        coarse, h = levels.pop()
        for layer in self.up:
            fine, skip = levels.pop()
            h = layer(fine, skip, coarse, h)
            coarse = fine
        return self.cls(h)
