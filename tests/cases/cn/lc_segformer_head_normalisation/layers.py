from torch import nn

NORMS = {
    "BN": nn.BatchNorm2d,
    "IN": nn.InstanceNorm2d,
    "LN": nn.LayerNorm,
}


def build_norm(cfg, channels):
    return NORMS[cfg["type"]](channels)


class ConvModule(nn.Module):
    """convolution, normalisation, activation"""

    def __init__(self, in_channels, out_channels, kernel_size, norm_cfg=None):
        super().__init__()
        self.conv = nn.Conv2d(in_channels, out_channels, kernel_size, padding=kernel_size // 2, bias=norm_cfg is None)
        self.norm = build_norm(norm_cfg, out_channels) if norm_cfg else None
        self.activate = nn.ReLU(inplace=True)

    def forward(self, x):
        x = self.conv(x)
        if self.norm is not None:
            x = self.norm(x)
        return self.activate(x)
