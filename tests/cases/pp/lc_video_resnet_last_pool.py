import argparse
import math
from functools import partial

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


def parse_opts():
    parser = argparse.ArgumentParser()
    parser.add_argument("--n_classes", default=101, type=int)
    parser.add_argument("--sample_size", default=112, type=int)
    parser.add_argument("--sample_duration", default=16, type=int)
    parser.add_argument("--base_planes", default=8, type=int)
    parser.add_argument("--resnet_shortcut", default="A", type=str)
    parser.add_argument("--batch_size", default=2, type=int)
    return parser.parse_args()


def conv3x3x3(in_planes, out_planes, stride=1):
    return nn.Conv3d(in_planes, out_planes, 3, stride=stride, padding=1, bias=False)


def downsample_basic_block(x, planes, stride):
    out = F.avg_pool3d(x, kernel_size=1, stride=stride)
    zeros = out.new_zeros(out.size(0), planes - out.size(1), *out.shape[2:])
    return torch.cat([out, zeros], dim=1)


class BasicBlock(nn.Module):
    expansion = 1

    def __init__(self, inplanes, planes, stride=1, downsample=None):
        super().__init__()
        self.conv1 = conv3x3x3(inplanes, planes, stride)
        self.bn1 = nn.BatchNorm3d(planes)
        self.conv2 = conv3x3x3(planes, planes)
        self.bn2 = nn.BatchNorm3d(planes)
        self.downsample = downsample

    def forward(self, x):
        residual = x if self.downsample is None else self.downsample(x)
        out = F.relu(self.bn1(self.conv1(x)))
        out = self.bn2(self.conv2(out))
        return F.relu(out + residual)


class ResNet(nn.Module):
    def __init__(self, block, layers, sample_size, sample_duration, shortcut_type="B", num_classes=400, base=64):
        super().__init__()
        self.inplanes = base
        self.conv1 = nn.Conv3d(3, base, kernel_size=7, stride=(1, 2, 2), padding=(3, 3, 3), bias=False)
        self.bn1 = nn.BatchNorm3d(base)
        self.relu = nn.ReLU(inplace=True)
        self.maxpool = nn.MaxPool3d(kernel_size=(3, 3, 3), stride=2, padding=1)
        self.layer1 = self._make_layer(block, base, layers[0], shortcut_type)
        self.layer2 = self._make_layer(block, base * 2, layers[1], shortcut_type, stride=2)
        self.layer3 = self._make_layer(block, base * 4, layers[2], shortcut_type, stride=2)
        self.layer4 = self._make_layer(block, base * 8, layers[3], shortcut_type, stride=2)
        last_duration = int(math.ceil(sample_duration // 16))
        last_size = int(math.ceil(sample_size // 32))
        self.avgpool = nn.AvgPool3d((last_duration, last_size, last_size), stride=1)
        self.fc = nn.Linear(base * 8 * block.expansion, num_classes)

    def _make_layer(self, block, planes, blocks, shortcut_type, stride=1):
        downsample = None
        if stride != 1 or self.inplanes != planes * block.expansion:
            if shortcut_type == "A":
                downsample = partial(downsample_basic_block, planes=planes * block.expansion, stride=stride)
            else:
                downsample = nn.Sequential(
                    nn.Conv3d(self.inplanes, planes * block.expansion, 1, stride=stride, bias=False),
                    nn.BatchNorm3d(planes * block.expansion))
        layers = [block(self.inplanes, planes, stride, downsample)]
        self.inplanes = planes * block.expansion
        layers += [block(self.inplanes, planes) for _ in range(1, blocks)]
        return nn.Sequential(*layers)

    def forward(self, x):
        x = self.maxpool(self.relu(self.bn1(self.conv1(x))))
        x = self.layer4(self.layer3(self.layer2(self.layer1(x))))
        x = self.avgpool(x)
        x = x.view(x.size(0), -1)
        return self.fc(x)


class UCF101(Dataset):
    def __init__(self, opt, n=4):
        self.opt, self.n = opt, n

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        g = torch.Generator().manual_seed(index)
        clip = torch.rand(3, self.opt.sample_duration, self.opt.sample_size, self.opt.sample_size, generator=g)
        return clip, index % self.opt.n_classes


def main():
    opt = parse_opts()
    torch.manual_seed(0)
    model = ResNet(BasicBlock, [1, 1, 1, 1], opt.sample_size, opt.sample_duration,
                   opt.resnet_shortcut, opt.n_classes, opt.base_planes)
    model.eval()
    hits = 0
    with torch.no_grad():
        for inputs, targets in DataLoader(UCF101(opt), batch_size=opt.batch_size):
            outputs = F.softmax(model(inputs), dim=1)
            hits += (outputs.argmax(dim=1) == targets).sum().item()
    print(f"accuracy {hits / 4:.3f}")


if __name__ == "__main__":
    main()
