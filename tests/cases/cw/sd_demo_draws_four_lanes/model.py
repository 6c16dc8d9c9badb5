import numpy as np
import torch


def conv_bn_relu(in_channels, out_channels, stride=1):
    return torch.nn.Sequential(
        torch.nn.Conv2d(in_channels, out_channels, 3, stride=stride, padding=1, bias=False),
        torch.nn.BatchNorm2d(out_channels),
        torch.nn.ReLU(),
    )


class parsingNet(torch.nn.Module):
    def __init__(self, size=(72, 200), cls_dim=(37, 10, 4)):
        super().__init__()
        self.cls_dim = cls_dim
        self.total_dim = int(np.prod(cls_dim))
        # input : nchw,
        # output: (w+1) * sample_rows * num_lanes
        self.model = torch.nn.Sequential(conv_bn_relu(3, 16, 2), conv_bn_relu(16, 32, 2), conv_bn_relu(32, 64, 2))
        self.pool = torch.nn.Conv2d(64, 8, 1)
        self.cls = torch.nn.Sequential(
            torch.nn.Linear(8 * (size[0] // 8) * (size[1] // 8), 128),
            torch.nn.ReLU(),
            torch.nn.Linear(128, self.total_dim),
        )

    def forward(self, x):
        fea = self.pool(self.model(x)).flatten(1)
        return self.cls(fea).view(-1, *self.cls_dim)
