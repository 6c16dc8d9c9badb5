import torch
from torch import nn
import torch.nn.functional as F
from torch.utils.data import DataLoader
from torchvision import transforms
from torchvision.datasets import FakeData


class AttentionConv(nn.Module):
    """Replaces a convolution by attention over the kernel window of each pixel."""

    def __init__(self, in_channels, out_channels, kernel_size, stride=1, padding=0, groups=1, bias=False):
        super().__init__()
        self.out_channels, self.kernel_size = out_channels, kernel_size
        self.stride, self.padding, self.groups = stride, padding, groups
        self.rel_h = nn.Parameter(torch.randn(out_channels // 2, 1, 1, kernel_size, 1))
        self.rel_w = nn.Parameter(torch.randn(out_channels // 2, 1, 1, 1, kernel_size))
        self.key_conv = nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=bias)
        self.query_conv = nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=bias)
        self.value_conv = nn.Conv2d(in_channels, out_channels, kernel_size=1, bias=bias)

    def windows(self, maps):
        return maps.unfold(2, self.kernel_size, self.stride).unfold(3, self.kernel_size, self.stride)

    def forward(self, x):
        batch, channels, height, width = x.size()
        padded_x = F.pad(x, [self.padding] * 4)
        q_out = self.query_conv(x)
        k_out = self.windows(self.key_conv(padded_x))
        v_out = self.windows(self.value_conv(padded_x))

        k_h, k_w = k_out.split(self.out_channels // 2, dim=1)
        k_out = torch.cat((k_h + self.rel_h, k_w + self.rel_w), dim=1)

        per_group = self.out_channels // self.groups
        k_out = k_out.contiguous().view(batch, self.groups, per_group, height, width, -1)
        v_out = v_out.contiguous().view(batch, self.groups, per_group, height, width, -1)
        q_out = q_out.view(batch, self.groups, per_group, height, width, 1)

        weight = F.softmax(q_out * k_out, dim=-1)
        return (weight * v_out).sum(-1).view(batch, -1, height, width)


class Bottleneck(nn.Module):
    def __init__(self, width, groups):
        super().__init__()
        self.conv1 = nn.Sequential(nn.Conv2d(width, width, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU())
        self.conv2 = nn.Sequential(AttentionConv(width, width, kernel_size=3, groups=groups), nn.ReLU())

    def forward(self, x):
        return x + self.conv2(self.conv1(x))


class SmallAttentionNet(nn.Module):
    def __init__(self, num_classes=10, width=16):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU())
        self.layers = nn.Sequential(Bottleneck(width, 1), nn.MaxPool2d(2), Bottleneck(width, 4))
        self.dense = nn.Linear(width, num_classes)

    def forward(self, x):
        return self.dense(self.layers(self.stem(x)).mean((2, 3)))


data = FakeData(size=8, image_size=(3, 32, 32), num_classes=10, transform=transforms.ToTensor())
net = SmallAttentionNet()
optimizer = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
for x, y in DataLoader(data, batch_size=2):
    loss = F.cross_entropy(net(x), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
