import torch
import torch.nn as nn
import torch.nn.functional as F


def rope(ids, axes_dim, theta=10000.0):
    angles = []
    for axis, d in enumerate(axes_dim):
        freqs = 1.0 / theta ** (torch.arange(0, d, 2).float() / d)
        angles.append(torch.outer(ids[:, axis], freqs).repeat_interleave(2, dim=1))
    angles = torch.cat(angles, dim=1)
    return angles.cos(), angles.sin()


def apply_rotary_emb(x, freqs):
    cos, sin = freqs
    real, imag = x.unflatten(-1, (-1, 2)).unbind(-1)
    rotated = torch.stack([-imag, real], dim=-1).flatten(3)
    return x * cos[None, None] + rotated * sin[None, None]


class JointBlock(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))

    def forward(self, x, temb, freqs):
        b, s, d = x.shape
        q, k, v = self.qkv(self.norm1(x) + temb[:, None]).view(b, s, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        q, k = apply_rotary_emb(q, freqs), apply_rotary_emb(k, freqs)
        x = x + self.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(b, s, d))
        return x + self.mlp(self.norm2(x))


class FlowTransformer(nn.Module):
    def __init__(self, in_channels=16, text_dim=48, dim=64, heads=4, depth=2, axes_dim=(4, 6, 6)):
        super().__init__()
        self.axes_dim = axes_dim
        self.x_embedder = nn.Linear(in_channels, dim)
        self.context_embedder = nn.Linear(text_dim, dim)
        self.time_text_embed = nn.Linear(text_dim + 1, dim)
        self.blocks = nn.ModuleList([JointBlock(dim, heads) for _ in range(depth)])
        self.proj_out = nn.Linear(dim, in_channels)

    def forward(self, hidden_states, timestep, pooled_projections, encoder_hidden_states, txt_ids, img_ids):
        temb = self.time_text_embed(torch.cat([pooled_projections, timestep[:, None]], dim=1))
        n_text = encoder_hidden_states.shape[1]
        x = torch.cat([self.context_embedder(encoder_hidden_states), self.x_embedder(hidden_states)], dim=1)
        freqs = rope(torch.cat([txt_ids, img_ids], dim=0), self.axes_dim)
        for block in self.blocks:
            x = block(x, temb, freqs)
        return self.proj_out(x[:, n_text:])
