import torch
from torch import nn
import torch.nn.functional as F


class PatchMerging(nn.Module):
    def __init__(self, dim, out_dim):
        super().__init__()
        self.norm = nn.LayerNorm(4 * dim)
        self.reduction = nn.Linear(4 * dim, out_dim, bias=False)

    def forward(self, x):
        B, H, W, C = x.shape
        pad_values = (0, 0, 0, H % 2, 0, W % 2)
        x = F.pad(x, pad_values)
        _, H, W, _ = x.shape
        x = x.reshape(B, H // 2, 2, W // 2, 2, C).permute(0, 1, 3, 4, 2, 5).flatten(3)
        return self.reduction(self.norm(x))


class Stage(nn.Module):
    def __init__(self, dim, out_dim, downsample):
        super().__init__()
        self.downsample = PatchMerging(dim, out_dim) if downsample else nn.Identity()
        self.norm = nn.LayerNorm(out_dim)
        self.attn = nn.MultiheadAttention(out_dim, 2, batch_first=True)

    def forward(self, x):
        x = self.downsample(x)
        t = self.norm(x).flatten(1, 2)
        return x + self.attn(t, t, t, need_weights=False)[0].view_as(x)


class SwinTransformer(nn.Module):
    def __init__(self, embed_dim=16, depth=4, num_classes=7):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, embed_dim, 4, 4)
        dims = [embed_dim * 2 ** i for i in range(depth)]
        self.layers = nn.Sequential(*[Stage(dims[max(i - 1, 0)], dims[i], downsample=i > 0) for i in range(depth)])
        self.head = nn.Linear(dims[-1], num_classes)

    def forward(self, x):
        x = self.patch_embed(x).permute(0, 2, 3, 1)
        return self.head(self.layers(x).mean((1, 2)))


def batches(n, height, width):
    for _ in range(n):
        yield torch.rand(2, 3, height, width), torch.randint(0, 7, (2,))


model = SwinTransformer()
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3)
for images, target in batches(3, 64, 64):
    loss = F.cross_entropy(model(images), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("train loss", loss.item())

model.eval()
hits = 0
with torch.no_grad():
    for images, target in batches(2, 72, 88):
        hits += (model(images).argmax(1) == target).sum().item()
print("val hits", hits)
