import torch
import torch.nn as nn


def img2windows(img, h_sp, w_sp):
    """B C H W -> windows of h_sp x w_sp."""
    B, C, H, W = img.shape
    img = img.view(B, C, H // h_sp, h_sp, W // w_sp, w_sp)
    return img.permute(0, 2, 4, 3, 5, 1).reshape(-1, h_sp * w_sp, C)


def windows2img(windows, h_sp, w_sp, H, W):
    B = windows.shape[0] // (H * W // h_sp // w_sp)
    img = windows.view(B, H // h_sp, W // w_sp, h_sp, w_sp, -1)
    return img.permute(0, 5, 1, 3, 2, 4).reshape(B, -1, H, W)


class StripeAttention(nn.Module):
    def __init__(self, dim, split_size, heads, vertical):
        super().__init__()
        self.split_size, self.vertical = split_size, vertical
        self.norm = nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)

    def forward(self, x):
        H, W = x.shape[2:]
        h_sp, w_sp = (H, self.split_size) if self.vertical else (self.split_size, W)
        windows = self.norm(img2windows(x, h_sp, w_sp))
        windows, _ = self.attn(windows, windows, windows)
        return x + windows2img(windows, h_sp, w_sp, H, W)


class CSWinTransformer(nn.Module):
    def __init__(self, patch_size=4, embed_dim=24, depth=(1, 1, 1, 1), split_size=(1, 2, 7, 7), num_heads=(2, 2, 4, 4)):
        super().__init__()
        self.embed = nn.Conv2d(3, embed_dim, patch_size, patch_size)
        self.stages, self.merges = nn.ModuleList(), nn.ModuleList()
        for i, (n, split, heads) in enumerate(zip(depth, split_size, num_heads)):
            dim = embed_dim * 2 ** i
            self.stages.append(nn.Sequential(*[
                nn.Sequential(StripeAttention(dim, split, heads, True), StripeAttention(dim, split, heads, False))
                for _ in range(n)
            ]))
            self.merges.append(nn.Conv2d(dim, dim * 2, 3, 2, 1) if i < 3 else nn.Identity())

    def forward(self, x):
        outs = []
        x = self.embed(x)
        for stage, merge in zip(self.stages, self.merges):
            x = stage(x)
            outs.append(x)
            x = merge(x)
        return outs


model = CSWinTransformer(patch_size=4, embed_dim=24, depth=[1, 1, 2, 1], split_size=[1, 2, 12, 12], num_heads=[2, 4, 4, 8]).eval()
inp = torch.rand(1, 3, 224, 224)
with torch.no_grad():
    outs = model(inp)
for out in outs:
    print(out.shape)
