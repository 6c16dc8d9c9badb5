import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

cfg = {
    "backbone": "resnet101",
    "neck_channel": (64, 128, 256, 512),
    "image_size": 128,
    "batch_size": 2,
    "epochs": 1,
    "lr": 1e-3,
}


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inplanes, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 3, stride, 1, bias=False)
        self.conv2 = nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.short = nn.Conv2d(inplanes, planes, 1, stride, bias=False)

    def forward(self, x):
        return F.relu(self.conv2(F.relu(self.conv1(x))) + self.short(x))


class Bottleneck(nn.Module):
    expansion = 4

    def __init__(self, inplanes, planes, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inplanes, planes, 1, bias=False)
        self.conv2 = nn.Conv2d(planes, planes, 3, stride, 1, bias=False)
        self.conv3 = nn.Conv2d(planes, planes * 4, 1, bias=False)
        self.short = nn.Conv2d(inplanes, planes * 4, 1, stride, bias=False)

    def forward(self, x):
        y = F.relu(self.conv2(F.relu(self.conv1(x))))
        return F.relu(self.conv3(y) + self.short(x))


class ResNetTrunk(nn.Module):
    def __init__(self, block):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 64, 7, 2, 3, bias=False), nn.ReLU(), nn.MaxPool2d(3, 2, 1))
        stages, inplanes = [], 64
        for i, planes in enumerate((64, 128, 256, 512)):
            stages.append(block(inplanes, planes, 1 if i == 0 else 2))
            inplanes = planes * block.expansion
        self.stages = nn.ModuleList(stages)

    def forward(self, x):
        x, maps = self.stem(x), []
        for stage in self.stages:
            x = stage(x)
            maps.append(x)
        return maps


BACKBONES = {"resnet18": BasicBlock, "resnet50": Bottleneck, "resnet101": Bottleneck}


class ConvBnRelu(nn.Module):
    def __init__(self, cin, cout):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, 1, bias=False)
        self.bn = nn.BatchNorm2d(cout)
        self.relu = nn.ReLU()

    def forward(self, x):
        return self.relu(self.bn(self.conv(x)))


class FPEM(nn.Module):
    def __init__(self, in_channels, out_channels=32):
        super().__init__()
        self.reduce = nn.ModuleList(ConvBnRelu(c, out_channels) for c in in_channels)
        self.smooth = nn.Conv2d(out_channels * 4, out_channels, 3, padding=1)

    def forward(self, maps):
        maps = [r(m) for r, m in zip(self.reduce, maps)]
        size = maps[0].shape[-2:]
        maps = [maps[0]] + [F.interpolate(m, size=size, mode="bilinear") for m in maps[1:]]
        return self.smooth(torch.cat(maps, dim=1))


class PAN(nn.Module):
    def __init__(self, backbone, neck_channel):
        super().__init__()
        self.backbone = ResNetTrunk(BACKBONES[backbone])
        self.neck = FPEM(neck_channel)
        self.head = nn.Conv2d(32, 6, 1)

    def forward(self, imgs):
        out = self.head(self.neck(self.backbone(imgs)))
        return F.interpolate(out, size=imgs.shape[-2:], mode="bilinear")


class TextLines(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        s = cfg["image_size"]
        gt = torch.zeros(s, s)
        gt[20 + 10 * i:40 + 10 * i, 8:-8] = 1
        return torch.rand(3, s, s, generator=g), gt


def main():
    torch.manual_seed(1)
    model = PAN(cfg["backbone"], cfg["neck_channel"])
    optimizer = torch.optim.Adam(model.parameters(), lr=cfg["lr"])
    for epoch in range(cfg["epochs"]):
        for imgs, gts in DataLoader(TextLines(), batch_size=cfg["batch_size"]):
            out = model(imgs)
            loss = F.binary_cross_entropy_with_logits(out[:, 0], gts)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")


if __name__ == "__main__":
    main()
