import torch
from torch import nn


class YOLOLayer(nn.Module):
    def __init__(self, anchors, nc):
        super().__init__()
        self.na = len(anchors)
        self.no = nc + 5  # x, y, w, h, objectness, classes
        self.register_buffer("anchor_wh", torch.tensor(anchors).float().view(1, self.na, 1, 1, 2))

    def forward(self, p):
        bs, _, ny, nx = p.shape
        p = p.view(bs, self.na, self.no, ny, nx).permute(0, 1, 3, 4, 2).contiguous()
        xy, wh, rest = p.split((2, 2, self.no - 4), dim=-1)
        return torch.cat([xy.sigmoid(), wh.clamp(max=4).exp() * self.anchor_wh, rest], dim=-1)


def create_modules(blocks):
    module_list = nn.ModuleList()
    prev = blocks[0]["channels"]
    for b in blocks[1:]:
        if b["type"] == "convolutional":
            bn = b.get("batch_normalize", 1)
            layers = [nn.Conv2d(prev, b["filters"], b["size"], b["stride"], b["size"] // 2, bias=not bn)]
            if bn:
                layers += [nn.BatchNorm2d(b["filters"]), nn.LeakyReLU(0.1, inplace=True)]
            module = nn.Sequential(*layers)
            prev = b["filters"]
        elif b["type"] == "maxpool":
            module = nn.MaxPool2d(b["size"], b["size"])
        elif b["type"] == "yolo":
            module = YOLOLayer(b["anchors"], b["classes"])
        module_list.append(module)
    return module_list


class Darknet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.module_list = create_modules(cfg)

    def forward(self, x):
        for module in self.module_list:
            x = module(x)
        return x
