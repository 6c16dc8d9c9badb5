import torch
from torch import nn


class YOLOLayer(nn.Module):
    def __init__(self, anchors, nc, img_size):
        super().__init__()
        self.register_buffer("anchors", torch.tensor(anchors, dtype=torch.float32))
        self.na, self.no = len(anchors), nc + 5
        self.img_size = img_size

    def forward(self, p):
        bs, _, ny, nx = p.shape
        stride = self.img_size / nx
        p = p.view(bs, self.na, self.no, ny, nx).permute(0, 1, 3, 4, 2).contiguous()
        gy, gx = torch.meshgrid(torch.arange(ny), torch.arange(nx), indexing="ij")
        grid = torch.stack((gx, gy), -1).float()
        xy = (p[..., :2].sigmoid() + grid) * stride
        wh = p[..., 2:4].exp() * self.anchors.view(1, self.na, 1, 1, 2)
        return torch.cat((xy, wh, p[..., 4:]), -1).view(bs, -1, self.no)


def create_modules(blocks, net, anchors):
    layers, c = nn.ModuleList(), net["channels"]
    channels = []
    for b in blocks:
        if b["type"] == "convolutional":
            m = nn.Sequential(nn.Conv2d(c, b["filters"], b["size"], b["stride"], b["size"] // 2, bias=not b["bn"]))
            if b["bn"]:
                m.append(nn.BatchNorm2d(b["filters"]))
                m.append(nn.LeakyReLU(0.1, inplace=True))
            c = b["filters"]
        elif b["type"] == "upsample":
            m = nn.Upsample(scale_factor=b["stride"])
        elif b["type"] == "route":
            m, c = nn.Identity(), channels[b["layer"]]
        else:
            m = YOLOLayer([anchors[i] for i in b["mask"]], b["classes"], net["width"])
        layers.append(m)
        channels.append(c)
    return layers


class Darknet(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.blocks = cfg.blocks
        self.module_list = create_modules(cfg.blocks, cfg.net, cfg.anchors)

    def forward(self, x):
        outputs, detections = [], []
        for b, m in zip(self.blocks, self.module_list):
            if b["type"] == "yolo":
                detections.append(m(x))
            else:
                x = m(outputs[b["layer"]] if b["type"] == "route" else x)
            outputs.append(x)
        return torch.cat(detections, 1)
