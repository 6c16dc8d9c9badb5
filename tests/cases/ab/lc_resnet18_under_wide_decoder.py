import torch
from torch import nn
from torchvision import models


class Backbone(nn.Module):
    """The maps of a torchvision ResNet at strides 4, 8, 16 and 32."""

    def __init__(self, name):
        super().__init__()
        net = getattr(models, name)(weights=None)
        self.stem = nn.Sequential(net.conv1, net.bn1, net.relu, net.maxpool)
        self.stages = nn.ModuleList([net.layer1, net.layer2, net.layer3, net.layer4])

    def forward(self, x):
        x = self.stem(x)
        maps = []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps


class CombinationModule(nn.Module):
    def __init__(self, c_low, c_up):
        super().__init__()
        self.up = nn.Sequential(nn.Conv2d(c_low, c_up, 3, padding=1), nn.BatchNorm2d(c_up), nn.ReLU(inplace=True))
        self.cat_conv = nn.Sequential(nn.Conv2d(c_up * 2, c_up, 1), nn.BatchNorm2d(c_up), nn.ReLU(inplace=True))

    def forward(self, low, skip):
        low = nn.functional.interpolate(low, size=skip.shape[2:], mode="bilinear", align_corners=False)
        return self.cat_conv(torch.cat((self.up(low), skip), 1))


class CenterBoxNet(nn.Module):
    def __init__(self, heads, backbone="resnet18"):
        super().__init__()
        self.base = Backbone(backbone)
        self.dec_c4 = CombinationModule(2048, 1024)
        self.dec_c3 = CombinationModule(1024, 512)
        self.dec_c2 = CombinationModule(512, 256)
        fused = 256
        self.heads = nn.ModuleDict({
            name: nn.Sequential(nn.Conv2d(fused, 32, 3, padding=1), nn.ReLU(), nn.Conv2d(32, n, 1))
            for name, n in heads.items()
        })

    def forward(self, x):
        c2, c3, c4, c5 = self.base(x)
        c4 = self.dec_c4(c5, c4)
        c3 = self.dec_c3(c4, c3)
        c2 = self.dec_c2(c3, c2)
        return {name: head(c2) for name, head in self.heads.items()}


heads = {"heatmap": 4, "size": 2, "offset": 2}
detector = CenterBoxNet(heads)
optimizer = torch.optim.Adam(detector.parameters(), lr=1e-4)
images = torch.rand(2, 3, 96, 96)
heatmap = (torch.rand(2, 4, 24, 24) > 0.98).float()
size, offset = torch.rand(2, 2, 24, 24), torch.rand(2, 2, 24, 24)

out = detector(images)
loss = nn.functional.binary_cross_entropy_with_logits(out["heatmap"], heatmap)
loss = loss + nn.functional.l1_loss(out["size"], size) + nn.functional.l1_loss(out["offset"], offset)
optimizer.zero_grad()
loss.backward()
optimizer.step()
print("loss", loss.item())
