from torch import nn

ARCHS = {
    "tiny": [96, 192, 384, 768],
    "small": [96, 192, 384, 768],
    "base": [128, 256, 512, 1024],
}


class Block(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dwconv = nn.Conv2d(dim, dim, 7, padding=3, groups=dim)
        self.norm = nn.GroupNorm(1, dim)
        self.pwconv1 = nn.Conv2d(dim, 2 * dim, 1)
        self.pwconv2 = nn.Conv2d(2 * dim, dim, 1)

    def forward(self, x):
        return x + self.pwconv2(nn.functional.gelu(self.pwconv1(self.norm(self.dwconv(x)))))


class ConvNeXt(nn.Module):
    def __init__(self, arch="tiny", out_indices=(3,)):
        super().__init__()
        channels = ARCHS[arch]
        self.out_indices = out_indices
        self.downsample_layers, self.stages = nn.ModuleList(), nn.ModuleList()
        cin, stride = 3, 4
        for c in channels:
            self.downsample_layers.append(nn.Conv2d(cin, c, stride, stride))
            self.stages.append(Block(c))
            cin, stride = c, 2

    def forward(self, x):
        outs = []
        for i, (down, stage) in enumerate(zip(self.downsample_layers, self.stages)):
            x = stage(down(x))
            if i in self.out_indices:
                outs.append(x)
        return outs
