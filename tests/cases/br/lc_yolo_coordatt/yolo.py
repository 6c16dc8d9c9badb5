import torch
from torch import nn

from common import C3, SPPF, Concat, Conv, CoordAtt, Detect

LAYERS = {"Conv": Conv, "C3": C3, "SPPF": SPPF, "CoordAtt": CoordAtt}


def parse_model(cfg, ch):
    layers, save = [], []
    for i, (f, n, m, args) in enumerate(cfg.backbone + cfg.head):
        if m in LAYERS:
            c1, c2 = ch[f], args[0]
            args = [c1, c2, n] if m == "C3" else [c1, c2, *args[1:]]
            layer = LAYERS[m](*args)
        elif m == "Upsample":
            layer, c2 = nn.Upsample(*args), ch[f]
        elif m == "Concat":
            layer, c2 = Concat(*args), sum(ch[x] if x == -1 else ch[x + 1] for x in f)
        elif m == "Detect":
            layer, c2 = Detect(cfg.nc, cfg.na, [ch[x + 1] for x in f]), 0
        layer.i, layer.f = i, f
        save += [x for x in ([f] if isinstance(f, int) else f) if x != -1]
        layers.append(layer)
        ch.append(c2)
    return nn.Sequential(*layers), sorted(set(save))


class DetectionModel(nn.Module):
    def __init__(self, cfg, ch=3):
        super().__init__()
        self.model, self.save = parse_model(cfg, [ch])
        s = 256
        self.stride = torch.tensor([s / x.shape[-2] for x in self(torch.zeros(1, ch, s, s))])

    def forward(self, x):
        y = []
        for m in self.model:
            if m.f != -1:
                x = y[m.f] if isinstance(m.f, int) else [x if j == -1 else y[j] for j in m.f]
            x = m(x)
            y.append(x if m.i in self.save else None)
        return x
