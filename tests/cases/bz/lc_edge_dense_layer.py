import torch
import torch.nn.functional as F
from torch import nn


class DenseLayer(nn.Sequential):
    def __init__(self, input_features, out_features):
        super().__init__()
        self.add_module("relu1", nn.ReLU())
        self.add_module("conv1", nn.Conv2d(input_features, out_features, kernel_size=3, stride=1))
        self.add_module("norm1", nn.BatchNorm2d(out_features))
        self.add_module("relu2", nn.ReLU())
        self.add_module("conv2", nn.Conv2d(out_features, out_features, kernel_size=3, stride=1))
        self.add_module("norm2", nn.BatchNorm2d(out_features))

    def forward(self, pair):
        x1, x2 = pair
        new_features = super().forward(x1)
        return 0.5 * (new_features + x2), x2


class DenseBlock(nn.Sequential):
    def __init__(self, num_layers, input_features, out_features):
        super().__init__()
        for i in range(num_layers):
            self.add_module(f"denselayer{i + 1}", DenseLayer(input_features, out_features))
            input_features = out_features


class SingleConv(nn.Module):
    def __init__(self, a, b, stride=1):
        super().__init__()
        self.conv = nn.Conv2d(a, b, 1, stride)
        self.bn = nn.BatchNorm2d(b)

    def forward(self, x):
        return self.bn(self.conv(x))


class EdgeNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.block_1 = nn.Sequential(nn.Conv2d(3, 16, 3, 2, 1), nn.BatchNorm2d(16), nn.ReLU())
        self.block_2 = nn.Sequential(nn.Conv2d(16, 24, 3, 1, 1), nn.BatchNorm2d(24), nn.ReLU())
        self.dblock_3 = DenseBlock(2, 24, 32)
        self.pre_dense_3 = SingleConv(24, 32)
        self.maxpool = nn.MaxPool2d(3, stride=2, padding=1)
        self.side_2 = nn.Conv2d(24, 1, 1)
        self.side_3 = nn.Conv2d(32, 1, 1)

    def forward(self, x):
        block_2 = self.block_2(self.block_1(x))
        down = self.maxpool(block_2)
        block_3, _ = self.dblock_3([down, self.pre_dense_3(down)])
        sides = [self.side_2(block_2), self.side_3(block_3)]
        return [F.interpolate(s, size=x.shape[2:], mode="bilinear") for s in sides]


def bdcn_loss(pred, edges):
    pos = edges.mean()
    weight = torch.where(edges > 0.5, 1 - pos, 1.1 * pos)
    return F.binary_cross_entropy_with_logits(pred, edges, weight=weight)


net = EdgeNet()
optimizer = torch.optim.Adam(net.parameters(), lr=1e-4)
for step in range(2):
    images = torch.rand(2, 3, 88, 88)
    edges = (torch.rand(2, 1, 88, 88) > 0.9).float()
    loss = sum(bdcn_loss(p, edges) for p in net(images))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
