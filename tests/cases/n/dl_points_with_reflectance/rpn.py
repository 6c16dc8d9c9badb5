import torch
from torch import nn

from config import cfg


def group(xyz, features, npoint, nsample):
    """Neighbours of the first npoint points, relative to them: (B, C, npoint, nsample)."""
    centre = xyz[:, :npoint]
    idx = torch.cdist(centre, xyz).topk(nsample, largest=False).indices
    batch = torch.arange(len(xyz)).view(-1, 1, 1)
    grouped = xyz[batch, idx] - centre.unsqueeze(2)
    if features is not None:
        grouped = torch.cat([grouped, features[batch, idx]], dim=3)
    return grouped.permute(0, 3, 1, 2)


class RPN(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        c_in = 3 + int(cfg.RPN.USE_INTENSITY)
        layers = []
        for width in cfg.RPN.MLPS:
            layers += [nn.Conv2d(c_in, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)]
            c_in = width
        self.mlp = nn.Sequential(*layers)
        self.cls = nn.Conv1d(c_in, num_classes, 1)

    def forward(self, pts_input):
        grouped = group(pts_input, None, cfg.RPN.NPOINT, cfg.RPN.NSAMPLE)
        x = self.mlp(grouped).max(dim=3).values
        return self.cls(x)
