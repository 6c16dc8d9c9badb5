from torch import nn


class ConvStages(nn.Module):
    def __init__(self, widths=(4, 16, 32, 64)):
        super().__init__()
        self.stem = nn.Conv2d(3, widths[0], 3, 2, 1)
        self.stages = nn.ModuleList(
            nn.Sequential(nn.Conv2d(i, o, 3, s, 1, bias=False), nn.BatchNorm2d(o), nn.ReLU(True))
            for i, o, s in zip((widths[0],) + widths[:-1], widths, (2, 2, 2, 2)))

    def forward(self, x):
        x, feats = self.stem(x), []
        for stage in self.stages:
            x = stage(x)
            feats.append(x)
        return feats


class WindowStages(nn.Module):
    def __init__(self, widths=(6, 12, 24, 48)):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, widths[0], 4, 4)
        self.norms = nn.ModuleList(nn.GroupNorm(1, w) for w in widths)
        self.mlps = nn.ModuleList(nn.Conv2d(w, w, 1) for w in widths)
        self.merges = nn.ModuleList(nn.Conv2d(i, o, 2, 2) for i, o in zip(widths[:-1], widths[1:]))

    def forward(self, x):
        x, feats = self.patch_embed(x), []
        for i, (norm, mlp) in enumerate(zip(self.norms, self.mlps)):
            if i:
                x = self.merges[i - 1](x)
            x = x + mlp(norm(x)).relu()
            feats.append(x)
        return feats


def build_backbone(name):
    return WindowStages() if name.startswith("swin") else ConvStages()
