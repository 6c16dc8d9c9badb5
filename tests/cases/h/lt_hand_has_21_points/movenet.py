from torch import nn


def conv_3x3(inp, oup, stride):
    return nn.Sequential(nn.Conv2d(inp, oup, 3, stride, 1, bias=False), nn.BatchNorm2d(oup), nn.ReLU())


class MoveNet(nn.Module):
    def __init__(self, num_classes, width):
        super().__init__()
        self.backbone = nn.Sequential(conv_3x3(3, width, 2), conv_3x3(width, width * 2, 2))
        self.header_heatmaps = nn.Sequential(
            conv_3x3(width * 2, width * 4, 1), nn.Conv2d(width * 4, num_classes, 1), nn.Sigmoid(),
        )

    def forward(self, x):
        return self.header_heatmaps(self.backbone(x))
