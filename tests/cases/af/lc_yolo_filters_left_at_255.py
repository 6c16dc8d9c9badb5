import torch
from torch import nn

CFG = """
[net]
channels=3

[convolutional]
filters=16
size=3
stride=2
activation=leaky

[convolutional]
filters=32
size=3
stride=2
activation=leaky

[convolutional]
filters=64
size=3
stride=2
activation=leaky

[convolutional]
filters=255
size=1
stride=1
activation=linear

[yolo]
anchors=10,13,16,30,33,23
classes=5
"""


def parse_cfg(text):
    blocks = []
    for line in filter(None, (x.strip() for x in text.split("\n"))):
        if line.startswith("["):
            blocks.append({"type": line[1:-1]})
        else:
            key, value = line.split("=")
            blocks[-1][key] = value
    return blocks


class YOLOLayer(nn.Module):
    def __init__(self, anchors, nc):
        super().__init__()
        self.anchors = anchors
        self.na = len(anchors)
        self.no = nc + 5

    def forward(self, p):
        bs, _, ny, nx = p.shape
        p = p.view(bs, self.na, self.no, ny, nx).permute(0, 1, 3, 4, 2).contiguous()
        return p


def create_modules(blocks):
    channels = int(blocks[0]["channels"])
    modules = nn.ModuleList()
    for b in blocks[1:]:
        if b["type"] == "convolutional":
            filters, size = int(b["filters"]), int(b["size"])
            conv = nn.Conv2d(channels, filters, size, int(b["stride"]), size // 2)
            act = nn.LeakyReLU(0.1) if b["activation"] == "leaky" else nn.Identity()
            modules.append(nn.Sequential(conv, act))
            channels = filters
        elif b["type"] == "yolo":
            sizes = [float(v) for v in b["anchors"].split(",")]
            modules.append(YOLOLayer(list(zip(sizes[::2], sizes[1::2])), int(b["classes"])))
    return modules


class Darknet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.module_list = create_modules(parse_cfg(cfg))

    def forward(self, x):
        for module in self.module_list:
            x = module(x)
        return x


model = Darknet(CFG)
imgs = torch.rand(4, 3, 128, 128)
pred = model(imgs)
objectness = torch.zeros_like(pred[..., 4])
objectness[:, 1, 7, 9] = 1
loss = nn.functional.binary_cross_entropy_with_logits(pred[..., 4], objectness)
loss.backward()
print(tuple(pred.shape), loss.item())
