import torch
from torch import nn

opt = dict(
    embed_dim=24,
    num_heads=2,
    window_size=15,
    overlap_ratio=0.5,
    scale=4,
)


class OCAB(nn.Module):
    """overlapping cross attention"""

    def __init__(self, dim, num_heads, window_size, overlap_ratio):
        super().__init__()
        self.num_heads, self.window_size = num_heads, window_size
        self.overlap_win_size = int(window_size * overlap_ratio) + window_size
        self.norm = nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, dim * 3)
        self.unfold = nn.Unfold(
            kernel_size=self.overlap_win_size,
            stride=window_size,
            padding=(self.overlap_win_size - window_size) // 2,
        )
        self.proj = nn.Linear(dim, dim)

    def forward(self, x):
        b, h, w, c = x.shape
        s, o, d = self.window_size, self.overlap_win_size, c // self.num_heads
        q, k, v = self.qkv(self.norm(x)).chunk(3, dim=-1)
        q = q.reshape(b, h // s, s, w // s, s, c).transpose(2, 3).reshape(-1, s * s, c)
        kv = self.unfold(torch.cat((k, v), dim=-1).permute(0, 3, 1, 2))
        k, v = kv.view(b, 2, c, o * o, -1).permute(1, 0, 4, 3, 2).reshape(2, -1, o * o, c)
        n = q.shape[0]
        q = q.reshape(n, s * s, self.num_heads, d).transpose(1, 2) * d ** -0.5
        k = k.reshape(n, o * o, self.num_heads, d).transpose(1, 2)
        v = v.reshape(n, o * o, self.num_heads, d).transpose(1, 2)
        y = (q @ k.transpose(-2, -1)).softmax(-1) @ v
        y = y.transpose(1, 2).reshape(b, h // s, w // s, s, s, c).transpose(2, 3).reshape(b, h, w, c)
        return x + self.proj(y)


class HAT(nn.Module):
    def __init__(self, embed_dim, num_heads, window_size, overlap_ratio, scale):
        super().__init__()
        self.conv_first = nn.Conv2d(3, embed_dim, 3, 1, 1)
        self.overlap_attn = OCAB(embed_dim, num_heads, window_size, overlap_ratio)
        self.upsample = nn.Sequential(nn.Conv2d(embed_dim, 3 * scale ** 2, 3, 1, 1), nn.PixelShuffle(scale))

    def forward(self, x):
        x = self.conv_first(x)
        x = x + self.overlap_attn(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return self.upsample(x)


net = HAT(**opt)
optimizer = torch.optim.Adam(net.parameters(), lr=2e-4)
for step in range(2):
    hr = torch.rand(2, 3, 240, 240)
    lr = nn.functional.avg_pool2d(hr, 4)
    loss = nn.functional.l1_loss(net(lr), hr)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, loss.item())
