import torch
from torch import nn

from configs import CONFIGS


class YOLOLayer(nn.Module):
    def __init__(self, anchors, num_classes):
        super().__init__()
        self.anchors, self.num_anchors, self.num_classes = anchors, len(anchors), num_classes

    def forward(self, x, targets):
        n, grid = x.size(0), x.size(2)
        x = x.view(n, self.num_anchors, self.num_classes + 5, grid, grid)
        x = x.permute(0, 1, 3, 4, 2)
        confidence = torch.sigmoid(x[..., 4])
        wanted = torch.zeros_like(confidence)
        cells = (targets[:, :2] * grid).long().clamp(max=grid - 1)
        wanted[torch.arange(n), :, cells[:, 1], cells[:, 0]] = 1
        return nn.functional.binary_cross_entropy(confidence, wanted)


class Darknet(nn.Module):
    def __init__(self, name, channels=3):
        super().__init__()
        layers = []
        for part in CONFIGS[name]:
            if part["type"] == "convolutional":
                conv = nn.Conv2d(channels, part["filters"], part["size"], part["stride"], part["size"] // 2)
                act = nn.Identity() if part.get("activation") == "linear" else nn.LeakyReLU(0.1)
                layers.append(nn.Sequential(conv, act))
                channels = part["filters"]
            else:
                layers.append(YOLOLayer(part["anchors"], part["classes"]))
        self.module_list = nn.ModuleList(layers)

    def forward(self, x, targets):
        for module in self.module_list:
            x = module(x, targets) if isinstance(module, YOLOLayer) else module(x)
        return x
