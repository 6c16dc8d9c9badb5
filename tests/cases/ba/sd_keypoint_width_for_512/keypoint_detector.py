import torch
import torch.nn.functional as F
from torch import nn


def conv_block(cin, cout):
    return nn.Sequential(nn.Conv2d(cin, cout, 3, padding=1), nn.BatchNorm2d(cout), nn.ReLU())


class Hourglass(nn.Module):
    def __init__(self, block_expansion, in_features, num_blocks, max_features):
        super().__init__()
        width = [in_features] + [min(max_features, block_expansion * 2 ** (i + 1)) for i in range(num_blocks)]
        self.down_blocks = nn.ModuleList(conv_block(a, b) for a, b in zip(width[:-1], width[1:]))
        up, c = [], width[-1]
        for i in reversed(range(num_blocks)):
            cout = min(max_features, block_expansion * 2 ** i)
            up.append(conv_block(c, cout))
            c = cout + width[i]
        self.up_blocks = nn.ModuleList(up)
        self.out_filters = block_expansion + in_features

    def forward(self, x):
        outs = [x]
        for block in self.down_blocks:
            outs.append(F.avg_pool2d(block(outs[-1]), 2))
        out = outs.pop()
        for block in self.up_blocks:
            out = torch.cat([block(F.interpolate(out, scale_factor=2)), outs.pop()], dim=1)
        return out


class KPDetector(nn.Module):
    """Keypoints and local affine transformations of a frame."""

    def __init__(self, block_expansion, num_kp, num_channels, max_features, num_blocks, temperature,
                 estimate_jacobian=False, scale_factor=1):
        super().__init__()
        self.predictor = Hourglass(block_expansion, num_channels, num_blocks, max_features)
        self.kp = nn.Conv2d(self.predictor.out_filters, num_kp, 7, padding=3)
        if estimate_jacobian:
            self.jacobian = nn.Conv2d(self.predictor.out_filters, 4 * num_kp, 7, padding=3)
        self.temperature, self.scale_factor = temperature, scale_factor

    def forward(self, x):
        x = F.interpolate(x, scale_factor=self.scale_factor, mode="bilinear", antialias=True)
        fmap = self.predictor(x)
        heat = (self.kp(fmap).flatten(2) / self.temperature).softmax(-1)
        axis = torch.linspace(-1, 1, fmap.size(-1))
        grid = torch.cartesian_prod(axis, axis).flip(1)
        out = {"value": heat @ grid}
        if hasattr(self, "jacobian"):
            jac = self.jacobian(fmap).flatten(2).unflatten(1, (-1, 4))
            out["jacobian"] = (heat.unsqueeze(2) * jac).sum(-1).unflatten(-1, (2, 2))
        return out
