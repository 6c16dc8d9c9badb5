import random

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

PROVINCES = ["BJ", "SH", "TJ", "CQ", "GD", "ZJ", "JS", "SC"]


class PlateCrops(Dataset):
    def __init__(self, count, height=64, width=128):
        self.count, self.height, self.width = count, height, width

    def __len__(self):
        return self.count

    def __getitem__(self, index):
        rnd = random.Random(index)
        label = rnd.randrange(len(PROVINCES))
        crop = torch.rand(3, self.height, self.width) * 0.3
        crop[:, :, : 8 + 4 * label] += 0.5
        return crop, label


class Flatten(nn.Module):
    def forward(self, x):
        return x.view(x.size(0), -1)


class ChannelGate(nn.Module):
    def __init__(self, gate_channel, reduction_ratio=16, num_layers=1):
        super().__init__()
        self.gate_c = nn.Sequential()
        self.gate_c.add_module("flatten", Flatten())
        gate_channels = [gate_channel] + [gate_channel // reduction_ratio] * num_layers + [gate_channel]
        for i in range(len(gate_channels) - 2):
            self.gate_c.add_module("gate_c_fc_%d" % i, nn.Linear(gate_channels[i], gate_channels[i + 1]))
            self.gate_c.add_module("gate_c_bn_%d" % (i + 1), nn.BatchNorm1d(gate_channels[i + 1]))
            self.gate_c.add_module("gate_c_relu_%d" % (i + 1), nn.ReLU())
        self.gate_c.add_module("gate_c_fc_final", nn.Linear(gate_channels[-2], gate_channels[-1]))

    def forward(self, in_tensor):
        avg_pool = F.avg_pool2d(in_tensor, in_tensor.size(2), stride=in_tensor.size(2))
        out = self.gate_c(avg_pool)
        return out.unsqueeze(2).unsqueeze(3).expand_as(in_tensor)


class SpatialGate(nn.Module):
    def __init__(self, gate_channel, reduction_ratio=16, dilation=4):
        super().__init__()
        mid = gate_channel // reduction_ratio
        self.gate_s = nn.Sequential(
            nn.Conv2d(gate_channel, mid, 1), nn.BatchNorm2d(mid), nn.ReLU(),
            nn.Conv2d(mid, mid, 3, padding=dilation, dilation=dilation), nn.BatchNorm2d(mid), nn.ReLU(),
            nn.Conv2d(mid, 1, 1),
        )

    def forward(self, in_tensor):
        return self.gate_s(in_tensor).expand_as(in_tensor)


class BAM(nn.Module):
    def __init__(self, gate_channel):
        super().__init__()
        self.channel_att = ChannelGate(gate_channel)
        self.spatial_att = SpatialGate(gate_channel)

    def forward(self, in_tensor):
        att = 1 + torch.sigmoid(self.channel_att(in_tensor) * self.spatial_att(in_tensor))
        return att * in_tensor


class PlateNet(nn.Module):
    def __init__(self, num_classes):
        super().__init__()
        self.layer1 = self._stage(3, 32)
        self.bam1 = BAM(32)
        self.layer2 = self._stage(32, 64)
        self.bam2 = BAM(64)
        self.layer3 = self._stage(64, 96)
        self.avgpool = nn.AdaptiveAvgPool2d(1)
        self.fc = nn.Linear(96, num_classes)

    @staticmethod
    def _stage(i, o):
        return nn.Sequential(nn.Conv2d(i, o, 3, 2, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True))

    def forward(self, x):
        x = self.bam1(self.layer1(x))
        x = self.bam2(self.layer2(x))
        x = self.avgpool(self.layer3(x)).flatten(1)
        return self.fc(x)


def accuracy(output, target):
    return (output.argmax(1) == target).float().mean().item() * 100


def main():
    torch.manual_seed(0)
    train_loader = DataLoader(PlateCrops(48), batch_size=8, shuffle=True)
    model = PlateNet(len(PROVINCES))
    optimizer = torch.optim.SGD(model.parameters(), 0.05, momentum=0.9, weight_decay=1e-4)
    for epoch in range(2):
        top1 = 0.0
        for images, target in train_loader:
            output = model(images)
            loss = F.cross_entropy(output, target)
            top1 += accuracy(output, target)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch %d: loss %.3f, top-1 %.1f" % (epoch, loss.item(), top1 / len(train_loader)))


if __name__ == "__main__":
    main()
