import torch
from torch import nn


class YOLOLayer(nn.Module):
    def __init__(self, anchors, num_classes):
        super().__init__()
        self.anchors = anchors
        self.num_anchors = len(anchors)
        self.num_classes = num_classes

    def forward(self, x):
        num_samples, grid_size = x.size(0), x.size(2)
        prediction = x.view(num_samples, self.num_anchors, self.num_classes + 5, grid_size, grid_size)
        prediction = prediction.permute(0, 1, 3, 4, 2).contiguous()
        box = torch.cat([prediction[..., :2].sigmoid(), prediction[..., 2:4]], -1)
        return box, prediction[..., 4], prediction[..., 5:]


def create_modules(blocks, anchors, channels):
    modules = nn.ModuleList()
    for b in blocks:
        if b["type"] == "convolutional":
            layer = nn.Sequential(nn.Conv2d(channels, b["filters"], b["size"], b["stride"], b["size"] // 2,
                                            bias=not b["batch_normalize"]))
            if b["batch_normalize"]:
                layer.append(nn.BatchNorm2d(b["filters"]))
            if b["activation"] == "leaky":
                layer.append(nn.LeakyReLU(0.1))
            channels = b["filters"]
        elif b["type"] == "maxpool":
            layer = nn.MaxPool2d(b["size"], b["stride"])
        else:
            layer = YOLOLayer([anchors[i] for i in b["mask"]], b["classes"])
        modules.append(layer)
    return modules


class Darknet(nn.Module):
    def __init__(self, blocks, anchors, channels):
        super().__init__()
        self.module_list = create_modules(blocks, anchors, channels)

    def forward(self, x):
        for module in self.module_list:
            x = module(x)
        return x
