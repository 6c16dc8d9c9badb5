import math

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

cfg = dict(
    tile=(128, 256),
    bands=6,
    patch=16,
    embed_dim=48,
    num_classes=3,
)


class PrithviLike(nn.Module):
    def __init__(self, tile, bands, patch, dim, depth=2):
        super().__init__()
        self.patch_embed = nn.Conv2d(bands, dim, patch, patch)
        n = (tile[0] // patch) * (tile[1] // patch)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(torch.randn(1, n + 1, dim) * 0.02)
        self.blocks = nn.ModuleList(nn.TransformerEncoderLayer(dim, 4, dim * 2, batch_first=True) for _ in range(depth))

    def forward(self, x):
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(len(x), -1, -1), x], dim=1) + self.pos_embed
        features = []
        for blk in self.blocks:
            x = blk(x)
            features.append(x)
        return features


class ReshapeTokensToImage(nn.Module):
    def __init__(self, remove_cls_token=True):
        super().__init__()
        self.remove_cls_token = remove_cls_token

    def forward(self, features):
        out = []
        for x in features:
            if self.remove_cls_token:
                x = x[:, 1:]
            b, n, c = x.shape
            h = w = int(math.sqrt(n))
            out.append(x.transpose(1, 2).reshape(b, c, h, w))
        return out


class FloodSegmenter(nn.Module):
    def __init__(self, cfg):
        super().__init__()
        self.backbone = PrithviLike(cfg["tile"], cfg["bands"], cfg["patch"], cfg["embed_dim"])
        self.neck = ReshapeTokensToImage()
        self.decoder = nn.Conv2d(2 * cfg["embed_dim"], cfg["num_classes"], 3, padding=1)

    def forward(self, x):
        size = x.shape[-2:]
        maps = self.neck(self.backbone(x))
        logits = self.decoder(torch.cat(maps, dim=1))
        return nn.functional.interpolate(logits, size=size, mode="bilinear", align_corners=False)


h, w = cfg["tile"]
tiles = TensorDataset(torch.rand(4, cfg["bands"], h, w), torch.randint(0, cfg["num_classes"], (4, h, w)))
model = FloodSegmenter(cfg)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
for image, mask in DataLoader(tiles, batch_size=2):
    loss = nn.functional.cross_entropy(model(image), mask)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
