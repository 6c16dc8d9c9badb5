import torch
from torch import nn


class RoPE(nn.Module):
    """Rotary position code for a map of rows x columns."""

    def __init__(self, dim, base=10000.0):
        super().__init__()
        self.register_buffer("theta", base ** (-torch.arange(dim // 4) / (dim // 4)))

    def forward(self, x):
        b, h, w, c = x.shape
        rows = torch.arange(h)[:, None, None] * self.theta
        cols = torch.arange(w)[None, :, None] * self.theta
        angle = torch.cat([rows.expand(h, w, -1), cols.expand(h, w, -1)], dim=-1)
        z = torch.view_as_complex(x.reshape(b, h, w, c // 2, 2))
        return torch.view_as_real(z * torch.polar(torch.ones_like(angle), angle)).flatten(-2)


class LinearAttention(nn.Module):
    def __init__(self, dim, num_heads):
        super().__init__()
        self.num_heads = num_heads
        self.qk = nn.Linear(dim, dim * 2)
        self.elu = nn.ELU()
        self.lepe = nn.Conv2d(dim, dim, 3, padding=1, groups=dim)
        self.rope = RoPE(dim)

    def forward(self, feat):
        x = feat.flatten(2).transpose(1, 2)
        b, n, c = x.shape
        h = int(n ** 0.5)
        w = int(n ** 0.5)
        q, k = (self.elu(t) + 1.0 for t in self.qk(x).chunk(2, dim=-1))
        heads = (b, n, self.num_heads, c // self.num_heads)
        q_rope = self.rope(q.reshape(b, h, w, c)).reshape(heads).transpose(1, 2)
        k_rope = self.rope(k.reshape(b, h, w, c)).reshape(heads).transpose(1, 2)
        q, k, v = (t.reshape(heads).transpose(1, 2) for t in (q, k, x))
        z = 1 / (q @ k.mean(dim=-2, keepdim=True).transpose(-2, -1) + 1e-6)
        out = q_rope @ (k_rope.transpose(-2, -1) @ v / n) * z
        out = out.transpose(1, 2).reshape(b, n, c).transpose(1, 2).reshape(b, c, h, w)
        return out + self.lepe(feat)


class Restorer(nn.Module):
    def __init__(self, dim=40, num_heads=4):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, dim, 3, padding=1)
        self.down = nn.Conv2d(dim, dim, 4, stride=4)
        self.attn = LinearAttention(dim, num_heads)
        self.up = nn.Sequential(nn.Conv2d(dim, 3 * 16, 1), nn.PixelShuffle(4))

    def forward(self, img):
        feat = self.down(self.patch_embed(img))
        return img + self.up(feat + self.attn(feat))


net = Restorer()
opt = torch.optim.AdamW(net.parameters(), lr=2e-4)
for size in [(128, 128), (96, 160)]:
    clean = torch.rand(2, 3, *size)
    hazy = clean * 0.6 + 0.4
    loss = nn.functional.l1_loss(net(hazy), clean)
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(size, loss.item())
