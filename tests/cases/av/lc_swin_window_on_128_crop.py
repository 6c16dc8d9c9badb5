import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset

CONFIG = dict(img_size=128, patch_size=4, embed_dim=32, num_heads=4, window_size=7, num_classes=20)


class IndoorCrops(Dataset):
    """Square crops of indoor scenes with a class for every pixel."""

    def __init__(self, size, num_classes, n=4):
        self.size, self.num_classes, self.n = size, num_classes, n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(i)
        crop = torch.rand(3, self.size, self.size, generator=g)
        return crop, torch.randint(0, self.num_classes, (self.size, self.size), generator=g)


def window_partition(x, ws):
    B, H, W, C = x.shape
    x = x.view(B, H // ws, ws, W // ws, ws, C)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(-1, ws * ws, C)


def window_reverse(windows, ws, H, W):
    B = windows.shape[0] // ((H // ws) * (W // ws))
    x = windows.view(B, H // ws, W // ws, ws, ws, -1)
    return x.permute(0, 1, 3, 2, 4, 5).contiguous().view(B, H, W, -1)


class SwinBlock(nn.Module):
    def __init__(self, dim, num_heads, window_size, shift):
        super().__init__()
        self.window_size, self.shift = window_size, shift
        self.norm1, self.norm2 = nn.LayerNorm(dim), nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, num_heads, batch_first=True)
        self.mlp = nn.Sequential(nn.Linear(dim, 4 * dim), nn.GELU(), nn.Linear(4 * dim, dim))

    def forward(self, x):
        _, H, W, _ = x.shape
        h = self.norm1(x).roll((-self.shift, -self.shift), (1, 2))
        h = window_partition(h, self.window_size)
        h, _ = self.attn(h, h, h, need_weights=False)
        h = window_reverse(h, self.window_size, H, W)
        x = x + h.roll((self.shift, self.shift), (1, 2))
        return x + self.mlp(self.norm2(x))


class SwinSegmenter(nn.Module):
    def __init__(self, img_size, patch_size, embed_dim, num_heads, window_size, num_classes):
        super().__init__()
        self.img_size = img_size
        self.patch_embed = nn.Conv2d(3, embed_dim, patch_size, patch_size)
        self.layers = nn.ModuleList(
            SwinBlock(embed_dim, num_heads, window_size, shift) for shift in (0, window_size // 2))
        self.output = nn.Conv2d(embed_dim, num_classes, 1)

    def forward(self, x):
        x = self.patch_embed(x).permute(0, 2, 3, 1)
        for layer in self.layers:
            x = layer(x)
        x = self.output(x.permute(0, 3, 1, 2))
        return nn.functional.interpolate(x, size=self.img_size, mode="bilinear")


net = SwinSegmenter(**CONFIG)
loader = DataLoader(IndoorCrops(CONFIG["img_size"], CONFIG["num_classes"]), batch_size=2)
optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, weight_decay=1e-4)
for image, label in loader:
    loss = nn.functional.cross_entropy(net(image), label)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print("loss_ce", loss.item())
