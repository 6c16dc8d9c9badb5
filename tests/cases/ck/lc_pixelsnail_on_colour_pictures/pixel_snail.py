import torch
from torch import nn

from layers import CausalAttention, CausalConv2d


class ResidualBlock(nn.Module):
    def __init__(self, n_channels):
        super().__init__()
        self.a = CausalConv2d(False, n_channels, n_channels // 2)
        self.b = CausalConv2d(False, n_channels // 2, n_channels)

    def forward(self, x):
        return x + self.b(nn.functional.elu(self.a(nn.functional.elu(x))))


class PixelSNAILBlock(nn.Module):
    def __init__(self, n_channels, input_img_channels, n_residual_blocks, key_channels, value_channels):
        super().__init__()
        self.residual = nn.Sequential(*[ResidualBlock(n_channels) for _ in range(n_residual_blocks)])
        self.attention = CausalAttention(n_channels + input_img_channels, key_channels, value_channels)
        self.merge = nn.Conv2d(n_channels + value_channels, n_channels, 1)

    def forward(self, x, input_img):
        res = self.residual(x)
        attn = self.attention(torch.cat([res, input_img], dim=1))
        return self.merge(nn.functional.elu(torch.cat([res, attn], dim=1)))


class PixelSNAIL(nn.Module):
    def __init__(self, in_channels=1, out_channels=1, n_channels=64, n_pixel_snail_blocks=2, n_residual_blocks=1,
                 attention_key_channels=4, attention_value_channels=16):
        super().__init__()
        self._input = CausalConv2d(mask_center=True, out_channels=n_channels)
        self._blocks = nn.ModuleList([
            PixelSNAILBlock(n_channels, in_channels, n_residual_blocks, attention_key_channels, attention_value_channels)
            for _ in range(n_pixel_snail_blocks)
        ])
        self._output = nn.Sequential(nn.ELU(), nn.Conv2d(n_channels, out_channels, 1))

    def forward(self, x):
        input_img = x
        x = self._input(x)
        for block in self._blocks:
            x = x + block(x, input_img)
        return self._output(x)
