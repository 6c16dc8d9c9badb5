import torch
from torch import nn


class Backbone(nn.Module):
    """Five halvings of the picture, as in a ResNet without its head."""

    def __init__(self, channel):
        super().__init__()
        widths = [3, 8, 16, 32, channel, channel]
        self.stages = nn.Sequential(*[
            nn.Sequential(nn.Conv2d(a, b, 3, 2, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU())
            for a, b in zip(widths[:-1], widths[1:])
        ])

    def forward(self, x):
        return self.stages(x).flatten(1)


class SlotModel(nn.Module):
    def __init__(self, args):
        super().__init__()
        self.channel = args.channel
        self.feature_size = args.feature_size
        self.backbone = Backbone(args.channel)
        self.conv1x1 = nn.Conv2d(args.channel, args.hidden_dim, kernel_size=1)
        self.slots = nn.Parameter(torch.randn(args.num_classes, args.hidden_dim))

    def forward(self, x, target):
        x = self.backbone(x)
        x = self.conv1x1(x.view(x.size(0), self.channel, self.feature_size, self.feature_size))
        x = torch.relu(x).flatten(2)
        attention = torch.sigmoid(torch.einsum("kd,bdn->bkn", self.slots, x))
        output = attention.mean(-1)
        return output, nn.functional.cross_entropy(output, target)
