import math

import torch
from torch import nn


class PositionalEncoding(nn.Module):
    def __init__(self, dim, max_len):
        super().__init__()
        position = torch.arange(max_len).unsqueeze(1)
        div = torch.exp(torch.arange(0, dim, 2) * (-math.log(10000.0) / dim))
        pe = torch.zeros(1, max_len, dim)
        pe[0, :, 0::2], pe[0, :, 1::2] = torch.sin(position * div), torch.cos(position * div)
        self.register_buffer("pe", pe)

    def forward(self, x):
        return x + self.pe[:, :x.size(1)]


class MotionModule(nn.Module):
    def __init__(self, dim, num_attention_heads, temporal_position_encoding_max_len):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.pos_encoder = PositionalEncoding(dim, temporal_position_encoding_max_len)
        self.attention = nn.MultiheadAttention(dim, num_attention_heads, batch_first=True)

    def forward(self, x):
        b, c, f, h, w = x.shape
        tokens = x.permute(0, 3, 4, 2, 1).reshape(b * h * w, f, c)
        tokens = self.pos_encoder(self.norm(tokens))
        tokens = self.attention(tokens, tokens, tokens)[0]
        return x + tokens.view(b, h, w, f, c).permute(0, 4, 3, 1, 2)


class UNet3D(nn.Module):
    def __init__(self, motion_module_mid_block, motion_module_kwargs, width=(16, 32)):
        super().__init__()
        self.conv_in = nn.Conv3d(4, width[0], (1, 3, 3), padding=(0, 1, 1))
        self.down = nn.Conv3d(width[0], width[1], (1, 3, 3), stride=(1, 2, 2), padding=(0, 1, 1))
        self.up = nn.ConvTranspose3d(width[1], width[0], (1, 2, 2), stride=(1, 2, 2))
        self.conv_out = nn.Conv3d(width[0], 4, 1)
        self.down_motion = MotionModule(width[0], **motion_module_kwargs)
        self.mid_motion = MotionModule(width[1], **motion_module_kwargs) if motion_module_mid_block else nn.Identity()
        self.up_motion = MotionModule(width[0], **motion_module_kwargs)

    def forward(self, x):
        h = self.down_motion(self.conv_in(x).relu())
        mid = self.mid_motion(self.down(h).relu())
        return self.conv_out(self.up_motion(self.up(mid) + h))
