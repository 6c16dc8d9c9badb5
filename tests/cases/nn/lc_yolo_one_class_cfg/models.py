import torch
import torch.nn as nn


def create_modules(module_defs, channels, anchors):
    output_filters, module_list = [channels], nn.ModuleList()
    filters = channels
    for mdef in module_defs:
        modules = nn.Sequential()
        if mdef["type"] == "convolutional":
            bn, k = mdef.get("batch_normalize", 0), mdef["size"]
            modules.add_module("Conv2d", nn.Conv2d(output_filters[-1], mdef["filters"], k, mdef["stride"],
                                                   k // 2, bias=not bn))
            if bn:
                modules.add_module("BatchNorm2d", nn.BatchNorm2d(mdef["filters"]))
            if mdef["activation"] == "mish":
                modules.add_module("activation", nn.Mish())
            filters = mdef["filters"]
        elif mdef["type"] == "route":
            modules = nn.Identity()
            filters = sum(output_filters[l] for l in mdef["layers"])
        elif mdef["type"] == "yolo":
            modules = YOLOLayer([anchors[i] for i in mdef["mask"]], mdef["classes"])
        module_list.append(modules)
        output_filters.append(filters)
    return module_list


class YOLOLayer(nn.Module):
    def __init__(self, anchors, nc):
        super(YOLOLayer, self).__init__()
        self.register_buffer("anchors", torch.tensor(anchors, dtype=torch.float))
        self.na = len(anchors)  # number of anchors (3)
        self.nc = nc  # number of classes
        self.no = nc + 5  # number of outputs

    def forward(self, p):
        bs, _, ny, nx = p.shape
        # p.view(bs, 255, 13, 13) -- > (bs, 3, 13, 13, 85)
        p = p.view(bs, self.na, self.no, ny, nx).permute(0, 1, 3, 4, 2).contiguous()  # prediction
        return p


class Darknet(nn.Module):
    def __init__(self, cfg):
        super(Darknet, self).__init__()
        self.module_defs = cfg.module_defs
        self.module_list = create_modules(cfg.module_defs, cfg.net["channels"], cfg.anchors)

    def forward(self, x):
        return self.forward_once(x)

    def forward_once(self, x):
        yolo_out, out = [], []
        for mdef, module in zip(self.module_defs, self.module_list):
            if mdef["type"] == "route":
                x = torch.cat([out[l] for l in mdef["layers"]], 1)
            elif mdef["type"] == "yolo":
                yolo_out.append(module(x))
            else:
                x = module(x)
            out.append(x)
        return yolo_out
