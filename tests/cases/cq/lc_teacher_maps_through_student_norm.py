import torch
from torch import nn
import torch.nn.functional as F


def neck(channels):
    layers, c_in = [], 3
    for c in channels:
        layers.append(nn.Sequential(nn.Conv2d(c_in, c, 3, stride=2, padding=1), nn.SiLU()))
        c_in = c
    return nn.ModuleList(layers)


class Detector(nn.Module):
    def __init__(self, channels, n_outputs=9):
        super().__init__()
        self.stages = neck(channels)
        self.detect = nn.Conv2d(channels[-1], n_outputs, 1)

    def forward(self, x):
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return self.detect(x), maps


class FeatureLoss(nn.Module):
    def __init__(self, channels_s, channels_t, distiller="mgd", mask_ratio=0.65):
        super().__init__()
        self.distiller, self.mask_ratio = distiller, mask_ratio
        self.align_module = nn.ModuleList(nn.Conv2d(s, t, 1) for s, t in zip(channels_s, channels_t))
        self.norm = nn.ModuleList(nn.BatchNorm2d(t, affine=False) for t in channels_t)
        self.norm1 = nn.ModuleList(nn.BatchNorm2d(s, affine=False) for s in channels_s)
        self.generation = nn.ModuleList(
            nn.Sequential(nn.Conv2d(s, t, 3, padding=1), nn.ReLU(), nn.Conv2d(t, t, 3, padding=1))
            for s, t in zip(channels_s, channels_t))

    def masked_generation(self, idx, s, t):
        keep = (torch.rand_like(s[:, :1]) > self.mask_ratio).float()
        return F.mse_loss(self.generation[idx](s * keep), t)

    def forward(self, y_s, y_t):
        loss = 0.0
        for idx, (s, t) in enumerate(zip(y_s, y_t)):
            if self.distiller == "cwd":
                s, t = self.norm[idx](self.align_module[idx](s)), self.norm[idx](t)
                loss = loss + F.kl_div(s.flatten(2).log_softmax(-1), t.detach().flatten(2).softmax(-1))
            else:
                s = self.norm1[idx](s)
                t = self.norm1[idx](t)
                loss = loss + self.masked_generation(idx, s, t.detach())
        return loss


torch.manual_seed(0)
channels_s, channels_t = (16, 32, 64), (32, 64, 128)
student, teacher = Detector(channels_s), Detector(channels_t).eval().requires_grad_(False)
distill = FeatureLoss(channels_s, channels_t, distiller="mgd")
optimizer = torch.optim.SGD([*student.parameters(), *distill.parameters()], lr=0.01)
for images in torch.rand(8, 3, 64, 64).split(4):
    scores, maps_s = student(images)
    target, maps_t = teacher(images)
    loss = F.mse_loss(scores, target) + 2e-2 * distill(maps_s, maps_t)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
