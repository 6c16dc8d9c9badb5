from dataclasses import dataclass

import torch
import torch.nn as nn
from torch.utils.data import DataLoader, TensorDataset


@dataclass
class SwinConfig:
    image_size: int = 96
    patch_size: int = 4
    num_channels: int = 3
    embed_dim: int = 32
    depth: int = 2
    num_heads: int = 4
    window_size: int = 8
    use_absolute_embeddings: bool = False
    num_labels: int = 10


class PatchEmbeddings(nn.Module):
    def __init__(self, config):
        super().__init__()
        side = config.image_size // config.patch_size
        self.grid_size = (side, side)
        self.num_patches = side * side
        self.projection = nn.Conv2d(config.num_channels, config.embed_dim, config.patch_size, config.patch_size)

    def forward(self, pixel_values):
        return self.projection(pixel_values).flatten(2).transpose(1, 2)


class SwinEmbeddings(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.patch_embeddings = PatchEmbeddings(config)
        num_patches = self.patch_embeddings.num_patches
        if config.use_absolute_embeddings:
            self.position_embeddings = nn.Parameter(torch.zeros(1, num_patches + 1, config.embed_dim))
        else:
            self.position_embeddings = None
        self.norm = nn.LayerNorm(config.embed_dim)

    def forward(self, pixel_values):
        embeddings = self.norm(self.patch_embeddings(pixel_values))
        if self.position_embeddings is not None:
            embeddings = embeddings + self.position_embeddings
        return embeddings


class WindowBlock(nn.Module):
    def __init__(self, config, grid):
        super().__init__()
        self.grid, self.ws = grid, config.window_size
        d = config.embed_dim
        self.attn = nn.MultiheadAttention(d, config.num_heads, batch_first=True)
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.mlp = nn.Sequential(nn.Linear(d, 2 * d), nn.GELU(), nn.Linear(2 * d, d))

    def windows(self, x):
        b, n, c = x.shape
        h, w = self.grid
        x = x.view(b, h // self.ws, self.ws, w // self.ws, self.ws, c)
        return x.permute(0, 1, 3, 2, 4, 5).reshape(-1, self.ws * self.ws, c)

    def merge(self, win, b):
        h, w = self.grid
        x = win.view(b, h // self.ws, w // self.ws, self.ws, self.ws, -1)
        return x.permute(0, 1, 3, 2, 4, 5).reshape(b, h * w, -1)

    def forward(self, x):
        win = self.windows(x)
        out, _ = self.attn(win, win, win, need_weights=False)
        x = x + self.norm1(self.merge(out, x.shape[0]))
        return x + self.norm2(self.mlp(x))


class SwinForFlowers(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.embeddings = SwinEmbeddings(config)
        grid = self.embeddings.patch_embeddings.grid_size
        self.layers = nn.ModuleList(WindowBlock(config, grid) for _ in range(config.depth))
        self.classifier = nn.Linear(config.embed_dim, config.num_labels)

    def forward(self, pixel_values):
        hidden = self.embeddings(pixel_values)
        for layer in self.layers:
            hidden = layer(hidden)
        return self.classifier(hidden.mean(1))


torch.manual_seed(7)
config = SwinConfig(use_absolute_embeddings=True)
model = SwinForFlowers(config)
flowers = TensorDataset(torch.rand(8, 3, 96, 96), torch.randint(0, config.num_labels, (8,)))
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)
for pixel_values, labels in DataLoader(flowers, batch_size=4):
    logits = model(pixel_values)
    loss = nn.functional.cross_entropy(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"{loss.item():.3f}")
