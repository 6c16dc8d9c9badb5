import torch
from torch import nn
import torch.nn.functional as F


class WindowAttention(nn.Module):
    def __init__(self, dim, window, heads):
        super().__init__()
        self.heads = heads
        self.qkv = nn.Linear(dim, dim * 3)
        self.cpb_mlp = nn.Sequential(nn.Linear(2, 64), nn.ReLU(), nn.Linear(64, heads, bias=False))
        axis = torch.arange(-(window - 1), window, dtype=torch.float32)
        table = torch.stack(torch.meshgrid(axis, axis, indexing="ij"), -1)[None] * 8 / max(window - 1, 1)
        self.register_buffer("relative_coords_table", table.sign() * torch.log2(table.abs() + 1) / 3)
        pos = torch.stack(torch.meshgrid(*[torch.arange(window)] * 2, indexing="ij")).flatten(1)
        rel = pos[:, :, None] - pos[:, None, :] + window - 1
        self.register_buffer("relative_position_index", rel[0] * (2 * window - 1) + rel[1])

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        bias = self.cpb_mlp(self.relative_coords_table).view(-1, self.heads)[self.relative_position_index]
        attn = F.normalize(q, dim=-1) @ F.normalize(k, dim=-1).transpose(-2, -1) + 16 * torch.sigmoid(bias).permute(2, 0, 1)
        return (attn.softmax(-1) @ v).transpose(1, 2).reshape(b, n, c)


class Stage(nn.Module):
    def __init__(self, dim, resolution, window, heads):
        super().__init__()
        self.resolution, self.window = resolution, window
        self.attn = WindowAttention(dim, window, heads)
        self.norm = nn.LayerNorm(dim)

    def extra_repr(self):
        return f"resolution={self.resolution}, window={self.window}"

    def forward(self, x):
        b, h, w, c = x.shape
        s = self.window
        padded = F.pad(x, (0, 0, 0, -w % s, 0, -h % s))
        ph, pw = padded.shape[1:3]
        tiles = padded.view(b, ph // s, s, pw // s, s, c).transpose(2, 3).reshape(-1, s * s, c)
        tiles = self.attn(tiles).view(b, ph // s, pw // s, s, s, c).transpose(2, 3)
        return x + self.norm(tiles.reshape(b, ph, pw, c)[:, :h, :w])


class SwinV2(nn.Module):
    def __init__(self, img_size=64, dim=16, windows=(16, 8)):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, dim, 4, 4)
        self.stages, self.merges = nn.ModuleList(), nn.ModuleList()
        resolution = img_size // 4
        for i, window in enumerate(windows):
            self.stages.append(Stage(dim * 2 ** i, resolution, window, heads=2 * 2 ** i))
            self.merges.append(nn.Conv2d(dim * 2 ** i, dim * 2 ** (i + 1), 2, 2))
            resolution //= 2

    def forward(self, x):
        x, outs = self.patch_embed(x), []
        for stage, merge in zip(self.stages, self.merges):
            x = stage(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
            outs.append(x)
            x = merge(x)
        return outs


class Detector(nn.Module):
    def __init__(self, window_size, weights):
        super().__init__()
        self.backbone = SwinV2(windows=(window_size, window_size))
        self.backbone.load_state_dict(weights)
        self.heads = nn.ModuleList(nn.Conv2d(c, 18, 1) for c in (16, 32))

    def forward(self, x):
        return [head(f) for head, f in zip(self.heads, self.backbone(x))]


released = {"swinv2_tiny_window16_64": SwinV2().state_dict()}

model = Detector(window_size=16, weights=released["swinv2_tiny_window16_64"])
optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
for step in range(2):
    outs = model(torch.rand(2, 3, 64, 64))
    loss = sum(o.pow(2).mean() for o in outs)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, [tuple(o.shape) for o in outs], loss.item())
