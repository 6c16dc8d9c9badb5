import torch
from torch import nn


def conv_stack(widths):
    layers = []
    for a, b in zip(widths, widths[1:]):
        layers += [nn.Conv1d(a, b, 1), nn.BatchNorm1d(b), nn.ReLU(True)]
    return nn.Sequential(*layers)


class STNkD(nn.Module):
    """Predicts a KxK matrix that turns the cluster."""

    def __init__(self, nfeat, widths, K=2):
        super().__init__()
        self.convs = conv_stack([nfeat] + widths)
        self.proj = nn.Linear(widths[-1], K * K)
        nn.init.zeros_(self.proj.weight)
        nn.init.zeros_(self.proj.bias)
        self.K = K

    def forward(self, x):
        x = self.convs(x).amax(2)
        return self.proj(x).view(-1, self.K, self.K) + torch.eye(self.K)


class PointNet(nn.Module):
    def __init__(self, nfeat, nfeat_stn, widths, widths_stn, classes, nfeat_global=1):
        super().__init__()
        self.nfeat_stn = nfeat_stn
        self.stn = STNkD(nfeat_stn, widths_stn)
        self.convs = conv_stack([nfeat] + widths)
        self.fcs = nn.Sequential(
            nn.Linear(widths[-1] + nfeat_global, 32), nn.BatchNorm1d(32), nn.ReLU(True), nn.Linear(32, classes))

    def forward(self, cloud, cloud_global):
        T = self.stn(cloud[:, :self.nfeat_stn, :])
        xy = torch.bmm(cloud[:, :2, :].transpose(1, 2), T).transpose(1, 2)
        cloud = torch.cat([xy, cloud[:, 2:, :]], 1)
        cloud = self.convs(cloud).amax(2)
        return self.fcs(torch.cat([cloud, cloud_global], 1))
