import torch
from torch import nn


class LowRankConv(nn.Module):
    """A frozen convolution with a trainable low-rank branch."""

    def __init__(self, base, rank, alpha):
        super().__init__()
        self.base = base.requires_grad_(False)
        self.lora_a = nn.Conv2d(base.in_channels, rank, base.kernel_size, base.stride, base.padding, bias=False)
        self.lora_b = nn.Conv2d(rank, base.out_channels, 1, bias=False)
        nn.init.zeros_(self.lora_b.weight)
        self.scale = alpha / rank

    def forward(self, x):
        return self.base(x) + self.scale * self.lora_b(self.lora_a(x))


def adapt(module, rank, alpha):
    for name, child in module.named_children():
        if isinstance(child, nn.Conv2d):
            setattr(module, name, LowRankConv(child, rank, alpha))
        else:
            adapt(child, rank, alpha)
    return module


def adapter_state(module):
    return {k: v for k, v in module.state_dict().items() if "lora_" in k}


class TinyUNet(nn.Module):
    def __init__(self, width=32):
        super().__init__()
        self.conv_in = nn.Conv2d(4, width, 3, padding=1)
        self.down = nn.Sequential(nn.Conv2d(width, 2 * width, 3, stride=2, padding=1), nn.SiLU())
        self.up = nn.Sequential(nn.Upsample(scale_factor=2), nn.Conv2d(2 * width, width, 3, padding=1), nn.SiLU())
        self.conv_out = nn.Conv2d(width, 4, 3, padding=1)

    def forward(self, x):
        h = self.conv_in(x)
        return self.conv_out(torch.relu(h + self.up(self.down(h))))
