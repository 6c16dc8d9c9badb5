import torch
from torch import nn


def shared_mlp(in_channel, channels):
    layers = []
    for c in channels:
        layers += [nn.Conv1d(in_channel, c, 1), nn.ReLU()]
        in_channel = c
    return nn.Sequential(*layers)


class StepModel(nn.Module):
    """One step: every point gets a displacement from its own and the global features."""

    def __init__(self, step, if_noise=False, noise_dim=3, noise_stdv=1e-2):
        super().__init__()
        self.step = step
        self.noise_dim = noise_dim if if_noise else 0
        self.noise_stdv = noise_stdv
        self.sa_module = shared_mlp(3 + self.noise_dim, [32, 64])
        self.fp_module = shared_mlp(64 + 3 + self.noise_dim, [64, 32])
        self.mlp_conv = nn.Conv1d(32 + 8, 3, 1)

    def forward(self, point_cloud):
        b, _, n = point_cloud.shape
        points = torch.cat([point_cloud, torch.randn(b, self.noise_dim, n) * self.noise_stdv], 1)
        whole = self.sa_module(points).max(dim=2, keepdim=True).values.expand(-1, -1, n)
        feat = self.fp_module(torch.cat([whole, points], 1))
        delta = torch.tanh(self.mlp_conv(torch.cat([feat, torch.randn(b, 8, n)], 1)))
        return point_cloud + delta / 10 ** (self.step - 1)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.step_1 = StepModel(step=1)
        self.step_2 = StepModel(step=2)
        self.step_3 = StepModel(step=3)

    def forward(self, point_cloud):
        x = point_cloud.permute(0, 2, 1)
        outs = []
        for step in (self.step_1, self.step_2, self.step_3):
            x = step(x)
            outs.append(x.permute(0, 2, 1))
        return outs


class ModelNoise(Model):
    """The first step sees a few noise channels next to the coordinates."""

    def __init__(self, noise_dim=3, noise_stdv=1e-2):
        super().__init__()
        self.step_1 = StepModel(step=1, if_noise=True, noise_dim=noise_dim, noise_stdv=noise_stdv)
