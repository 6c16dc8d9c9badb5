import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class ClipPairs(Dataset):
    """Three low-resolution frames and the same frames four times larger."""

    def __len__(self):
        return 6

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        gt = torch.rand(3, 3, 96, 96, generator=g)
        return F.interpolate(gt, scale_factor=0.25, mode="area"), gt


class FrameAttention(nn.Module):
    def __init__(self, dim, heads=4):
        super().__init__()
        self.norm = nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)

    def forward(self, query, memory):
        out, _ = self.attn(self.norm(query), self.norm(memory), memory, need_weights=False)
        return query + out


class SlidingVSR(nn.Module):
    def __init__(self, dim=24, scale=4):
        super().__init__()
        self.conv_first = nn.Conv2d(3, dim, 3, padding=1)
        self.fuse = FrameAttention(dim)
        self.upsample = nn.Sequential(nn.Conv2d(dim, 3 * scale ** 2, 3, padding=1), nn.PixelShuffle(scale))
        self.scale = scale

    def forward(self, lrs):
        b, t, _, h, w = lrs.shape
        hidden, outs = None, []
        for k in range(t):
            x = self.conv_first(lrs[:, k])
            c = x.size(1)
            xh = x.permute(0, 2, 3, 1).contiguous()
            xh = xh.view(1, h * w, c)
            hidden = xh if hidden is None else hidden
            hidden = self.fuse(xh, hidden)
            y = hidden.transpose(1, 2).reshape(-1, c, h, w)
            base = F.interpolate(lrs[:, k], scale_factor=self.scale, mode="bilinear", align_corners=False)
            outs.append(self.upsample(y) + base)
        return torch.stack(outs, dim=1)


def charbonnier(pred, target, eps=1e-12):
    return torch.sqrt((pred - target) ** 2 + eps).mean()


model = SlidingVSR()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-4)
for lq, gt in DataLoader(ClipPairs(), batch_size=2):
    loss = charbonnier(model(lq), gt)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"l_pix {loss.item():.4f}")
