import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset

inp_res = (160, 240)
num_joints = 16


class Bottleneck(nn.Module):
    def __init__(self, planes):
        super().__init__()
        self.bn1, self.conv1 = nn.BatchNorm2d(planes), nn.Conv2d(planes, planes // 2, 1)
        self.bn2, self.conv2 = nn.BatchNorm2d(planes // 2), nn.Conv2d(planes // 2, planes, 3, padding=1)

    def forward(self, x):
        out = self.conv1(F.relu(self.bn1(x)))
        return x + self.conv2(F.relu(self.bn2(out)))


class Hourglass(nn.Module):
    def __init__(self, planes, depth):
        super().__init__()
        self.depth = depth
        self.upsample = nn.Upsample(scale_factor=2)
        self.hg = nn.ModuleList(
            nn.ModuleList(Bottleneck(planes) for _ in range(4 if i == 0 else 3)) for i in range(depth))

    def _hour_glass_forward(self, n, x):
        up1 = self.hg[n - 1][0](x)
        low1 = F.max_pool2d(x, 2, stride=2)
        low1 = self.hg[n - 1][1](low1)
        low2 = self._hour_glass_forward(n - 1, low1) if n > 1 else self.hg[n - 1][3](low1)
        low3 = self.hg[n - 1][2](low2)
        up2 = self.upsample(low3)
        out = up1 + up2
        return out

    def forward(self, x):
        return self._hour_glass_forward(self.depth, x)


class HourglassNet(nn.Module):
    def __init__(self, planes=32, depth=3):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, planes, 7, stride=2, padding=3), nn.ReLU(), nn.MaxPool2d(2))
        self.hourglass = Hourglass(planes, depth)
        self.score = nn.Conv2d(planes, num_joints, 1)

    def forward(self, x):
        return self.score(self.hourglass(self.stem(x)))


class Poses(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        h, w = inp_res[0] // 4, inp_res[1] // 4
        cy, cx = torch.rand(2, num_joints, 1, 1, generator=g)
        yy, xx = torch.arange(h).view(1, h, 1), torch.arange(w).view(1, 1, w)
        heat = torch.exp(-((yy - cy * h) ** 2 + (xx - cx * w) ** 2) / 8)
        return torch.rand(3, *inp_res, generator=g), heat


model = HourglassNet()
optimizer = torch.optim.RMSprop(model.parameters(), lr=2.5e-4)
for images, heatmaps in DataLoader(Poses(), batch_size=2):
    loss = F.mse_loss(model(images), heatmaps)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
