import torch
from torch import nn
from torch.nn import functional as F


class CNN(nn.Module):
    """Feature pyramid at 1/8, 1/16 and 1/32 of the picture, as one token sequence."""

    def __init__(self, dim):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, dim, 3, 2, 1), nn.ReLU(), nn.Conv2d(dim, dim, 3, 2, 1), nn.ReLU())
        self.conv2 = nn.Conv2d(dim, dim, 3, 2, 1)
        self.conv3 = nn.Conv2d(dim, dim, 3, 2, 1)
        self.conv4 = nn.Conv2d(dim, dim, 3, 2, 1)

    def forward(self, x):
        c2 = self.conv2(self.stem(x))
        c3 = self.conv3(F.relu(c2))
        c4 = self.conv4(F.relu(c3))
        return torch.cat([c.flatten(2).transpose(1, 2) for c in (c2, c3, c4)], dim=1)


class MultiDWConv(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.dwconv = nn.Conv2d(dim, dim, 3, 1, 1, groups=dim)

    def forward(self, x, H, W):
        B, N, C = x.shape
        n = N // 21
        x1 = x[:, 0:16 * n, :].transpose(1, 2).view(B, C, H * 2, W * 2).contiguous()
        x2 = x[:, 16 * n:20 * n, :].transpose(1, 2).view(B, C, H, W).contiguous()
        x3 = x[:, 20 * n:, :].transpose(1, 2).view(B, C, H // 2, W // 2).contiguous()
        return torch.cat([self.dwconv(t).flatten(2).transpose(1, 2) for t in (x1, x2, x3)], dim=1)


class MRFP(nn.Module):
    def __init__(self, dim, ratio=2):
        super().__init__()
        self.fc1 = nn.Linear(dim, dim * ratio)
        self.dwconv = MultiDWConv(dim * ratio)
        self.fc2 = nn.Linear(dim * ratio, dim)

    def forward(self, x, H, W):
        x = self.fc1(x)
        x = self.dwconv(x, H, W)
        return self.fc2(F.gelu(x))


class ViTCoMer(nn.Module):
    def __init__(self, num_classes, embed_dim, num_heads, depth):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, embed_dim, 16, 16)
        self.cnn = CNN(embed_dim)
        self.mrfp = MRFP(embed_dim)
        self.cross = nn.MultiheadAttention(embed_dim, num_heads, batch_first=True)
        layer = nn.TransformerEncoderLayer(embed_dim, num_heads, embed_dim * 2, batch_first=True)
        self.blocks = nn.TransformerEncoder(layer, depth)
        self.decode = nn.Conv2d(embed_dim, num_classes, 1)

    def forward(self, img):
        x = self.patch_embed(img)
        B, C, H, W = x.shape
        x = x.flatten(2).transpose(1, 2)
        c = self.cnn(img)
        c = c + self.mrfp(c, H, W)
        x = self.blocks(x + self.cross(x, c, c, need_weights=False)[0])
        logits = self.decode(x.transpose(1, 2).reshape(B, C, H, W))
        return F.interpolate(logits, size=img.shape[2:], mode="bilinear", align_corners=False)
