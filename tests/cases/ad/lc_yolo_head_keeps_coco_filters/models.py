import torch
from torch import nn


class YOLOLayer(nn.Module):
    def __init__(self, anchors, classes):
        super().__init__()
        self.register_buffer("anchors", torch.tensor(anchors).view(-1, 2))
        self.na = len(self.anchors)
        self.no = classes + 5

    def forward(self, p):
        bs, _, ny, nx = p.shape
        p = p.view(bs, self.na, self.no, ny, nx)
        return p.permute(0, 1, 3, 4, 2).contiguous()


def convolutional(spec, cin):
    size, stride = int(spec["size"]), int(spec["stride"])
    layers = [nn.Conv2d(cin, int(spec["filters"]), size, stride, size // 2)]
    if spec["activation"] == "leaky":
        layers.append(nn.LeakyReLU(0.1))
    return nn.Sequential(*layers)


class Darknet(nn.Module):
    def __init__(self, blocks, cin=3):
        super().__init__()
        self.module_list = nn.ModuleList()
        for spec in blocks:
            if spec["type"] == "convolutional":
                self.module_list.append(convolutional(spec, cin))
                cin = int(spec["filters"])
            else:
                anchors = [float(v) for v in spec["anchors"].split(",")]
                self.module_list.append(YOLOLayer(anchors, int(spec["classes"])))

    def forward(self, x):
        for module in self.module_list:
            x = module(x)
        return x
