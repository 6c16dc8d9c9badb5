import torch
from torch import nn


class YOLOLayer(nn.Module):
    def __init__(self, anchors, nc):
        super().__init__()
        self.register_buffer("anchors", torch.tensor(anchors, dtype=torch.float32))
        self.na = len(anchors)
        self.no = nc + 5

    def forward(self, p, img_size):
        bs, _, ny, nx = p.shape
        p = p.view(bs, self.na, self.no, ny, nx).permute(0, 1, 3, 4, 2)
        wh = torch.exp(p[..., 2:4].clamp(max=4)) * self.anchors.view(1, self.na, 1, 1, 2) / img_size
        return torch.cat([p[..., :2].sigmoid(), wh, p[..., 4:].sigmoid()], dim=-1).flatten(1, 3)


class Darknet(nn.Module):
    def __init__(self, layers, anchors, nc):
        super().__init__()
        self.defs, self.module_list, filters = layers, nn.ModuleList(), [3]
        for d in layers:
            if d["type"] == "convolutional":
                block = nn.Sequential(nn.Conv2d(filters[-1], d["filters"], d["size"], d["stride"], d["size"] // 2))
                if d["activation"] == "leaky":
                    block.append(nn.LeakyReLU(0.1))
                filters.append(d["filters"])
            elif d["type"] == "route":
                block = nn.Identity()
                filters.append(filters[d["layer"] + 1])
            else:
                block = YOLOLayer([anchors[i] for i in d["mask"]], nc)
                filters.append(filters[-1])
            self.module_list.append(block)

    def forward(self, x):
        img_size, saved, out = x.shape[-1], [], []
        for d, module in zip(self.defs, self.module_list):
            if d["type"] == "yolo":
                out.append(module(x, img_size))
            else:
                x = saved[d["layer"]] if d["type"] == "route" else module(x)
            saved.append(x)
        return torch.cat(out, dim=1)
