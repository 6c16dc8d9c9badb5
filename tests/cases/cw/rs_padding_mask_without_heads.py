from math import ceil

import torch
import torch.nn.functional as F
from torch import nn


def exists(val):
    return val is not None


def pad_to_multiple(tensor, multiple, dim=-1, value=0):
    remainder = ceil(tensor.shape[dim] / multiple) * multiple - tensor.shape[dim]
    if remainder == 0:
        return tensor
    pad_offset = (0,) * (-1 - dim) * 2
    return F.pad(tensor, (*pad_offset, 0, remainder), value=value)


def look_around(x, pad_value=0):
    """Puts the previous and the next window behind every window of (b, w, n, ...)."""
    t = x.shape[1]
    padded = F.pad(x, (0, 0) * (x.dim() - 2) + (1, 1), value=pad_value)
    return torch.cat([padded[:, i:i + t] for i in range(3)], dim=2)


class LongShortAttention(nn.Module):
    """Bidirectional attention to neighbouring windows and to r dynamic projections of the sequence."""

    def __init__(self, dim, heads=8, dim_head=16, window_size=32, r=16):
        super().__init__()
        self.heads, self.window_size = heads, window_size
        self.scale = dim_head ** -0.5
        self.to_dynamic_proj = nn.Linear(dim_head, r, bias=False)
        self.local_norm = nn.LayerNorm(dim_head)
        self.global_norm = nn.LayerNorm(dim_head)
        self.to_q = nn.Linear(dim, heads * dim_head, bias=False)
        self.to_kv = nn.Linear(dim, heads * dim_head, bias=False)
        self.to_out = nn.Linear(heads * dim_head, dim)

    def split_heads(self, t):
        b, n, _ = t.shape
        return t.view(b, n, self.heads, -1).transpose(1, 2).reshape(b * self.heads, n, -1)

    def forward(self, x, mask=None):
        (b, n, _), h, w = x.shape, self.heads, self.window_size
        mask_value = -torch.finfo(x.dtype).max

        x = pad_to_multiple(x, w, dim=-2)
        padded_len = x.shape[-2]
        if not exists(mask):
            mask = torch.ones((b, n), dtype=torch.bool, device=x.device)
        mask = pad_to_multiple(mask, w, value=False)

        q, kv = self.split_heads(self.to_q(x)) * self.scale, self.split_heads(self.to_kv(x))

        # local keys / values
        windows = padded_len // w
        lq = q.view(b * h, windows, w, -1)
        lkv = self.local_norm(look_around(kv.view(b * h, windows, w, -1)))
        lsim = torch.einsum("bwid,bwjd->bwij", lq, lkv)

        # global keys / values, equation (3) in the paper
        pkv = self.to_dynamic_proj(kv)
        pkv = pkv.masked_fill(~mask[..., None], mask_value)
        pkv = pkv.softmax(dim=-2)
        gkv = self.global_norm(torch.einsum("bnd,bnr->brd", kv, pkv))
        gsim = torch.einsum("bnd,brd->bnr", q, gkv).view(b * h, windows, w, -1)

        # masking of the padding in the windows
        lmask = mask.repeat_interleave(h, dim=0).view(b * h, windows, w)
        lmask = look_around(lmask, pad_value=False)
        lsim = lsim.masked_fill(~lmask[:, :, None, :], mask_value)

        # attention over both kinds of keys
        attn = torch.cat((gsim, lsim), dim=-1).softmax(dim=-1)
        gkv = gkv.unsqueeze(1).expand(-1, windows, -1, -1)
        v = torch.cat((gkv, lkv), dim=-2)
        out = torch.einsum("bwij,bwjd->bwid", attn, v).reshape(b, h, padded_len, -1)
        return self.to_out(out.transpose(1, 2).flatten(2)[:, :n])


class LongShortTransformer(nn.Module):
    def __init__(self, num_tokens, dim=64, depth=2, **kwargs):
        super().__init__()
        self.token_emb = nn.Embedding(num_tokens, dim)
        self.norms = nn.ModuleList(nn.LayerNorm(dim) for _ in range(depth))
        self.attns = nn.ModuleList(LongShortAttention(dim, **kwargs) for _ in range(depth))
        self.to_logits = nn.Sequential(nn.LayerNorm(dim), nn.Linear(dim, num_tokens))

    def forward(self, x, mask=None):
        x = self.token_emb(x)
        for norm, attn in zip(self.norms, self.attns):
            x = attn(norm(x), mask=mask) + x
        return self.to_logits(x)


if __name__ == "__main__":
    torch.manual_seed(0)
    model = LongShortTransformer(num_tokens=50, heads=4, window_size=32)
    opt = torch.optim.Adam(model.parameters(), lr=3e-4)
    for step in range(3):
        tokens = torch.randint(1, 50, (4, 100))
        lengths = torch.tensor([100, 83, 91, 64])
        mask = torch.arange(100)[None] < lengths[:, None]
        noisy = tokens.masked_fill(torch.rand(tokens.shape) < 0.15, 0)
        logits = model(noisy, mask=mask)
        loss = F.cross_entropy(logits[mask], tokens[mask])
        opt.zero_grad()
        loss.backward()
        opt.step()
        print(step, loss.item())
