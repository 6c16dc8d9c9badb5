import torch
import torch.nn as nn
import torch.nn.functional as F


class SAM(nn.Module):
    """Lets the map of the decoder ask the finer map of the encoder."""

    def __init__(self, input_dim, embed_dim, v_dim, num_heads=4):
        super().__init__()
        self.num_heads, self.v_dim = num_heads, v_dim
        self.norm_q, self.norm_e = nn.LayerNorm(embed_dim), nn.LayerNorm(input_dim)
        self.q = nn.Linear(embed_dim, v_dim)
        self.kv = nn.Linear(input_dim, v_dim * 2)
        self.proj = nn.Linear(v_dim, v_dim)

    def forward(self, q, e):
        B, C, H, W = q.shape
        q = self.norm_q(q.flatten(2).transpose(1, 2))
        e = self.norm_e(e.flatten(2).transpose(1, 2))
        k, v = self.kv(e).chunk(2, dim=-1)
        q = self.q(q)
        k = k.view(B, -1, self.num_heads, self.v_dim // self.num_heads).transpose(1, 2)
        a = v.view(B, H, W, self.v_dim)
        v = v.view(B, -1, self.num_heads, self.v_dim // self.num_heads).transpose(1, 2)
        q = q.view(B, -1, self.num_heads, self.v_dim // self.num_heads).transpose(1, 2)
        attn = (q @ k.transpose(-2, -1) * (self.v_dim // self.num_heads) ** -0.5).softmax(-1)
        out = (attn @ v).transpose(1, 2).reshape(B, H, W, self.v_dim)
        out = self.proj(out + a)
        return out.permute(0, 3, 1, 2)


class Encoder(nn.Module):
    def __init__(self, dims):
        super().__init__()
        self.patch = nn.Conv2d(3, dims[0], 4, 4)
        self.down = nn.ModuleList(nn.Conv2d(a, b, 3, 2, 1) for a, b in zip(dims[:-1], dims[1:]))

    def forward(self, x):
        feats = [self.patch(x)]
        for d in self.down:
            feats.append(F.gelu(d(feats[-1])))
        return feats


class PixelFormer(nn.Module):
    def __init__(self, dims=(16, 32, 48), v_dims=(32, 32)):
        super().__init__()
        self.backbone = Encoder(dims)
        self.bridge = nn.Conv2d(dims[2], v_dims[1], 1)
        self.sam1 = SAM(dims[1], v_dims[1], v_dims[1])
        self.sam0 = SAM(dims[0], v_dims[0], v_dims[0])
        self.disp = nn.Conv2d(v_dims[0], 1, 3, 1, 1)

    def forward(self, x):
        e0, e1, e2 = self.backbone(x)
        q = F.interpolate(self.bridge(e2), scale_factor=2, mode="bilinear")
        q = self.sam1(q, e1)
        q = F.interpolate(q, scale_factor=2, mode="bilinear")
        q = self.sam0(q, e0)
        depth = torch.sigmoid(self.disp(q))
        return F.interpolate(depth, scale_factor=4, mode="bilinear")


torch.manual_seed(0)
model = PixelFormer()
tiles = torch.rand(2, 3, 132, 132)
heights = torch.rand(2, 1, 132, 132)
optimizer = torch.optim.AdamW(model.parameters(), lr=1e-4)
prediction = model(tiles)
loss = (prediction.log() - heights.clamp(min=1e-3).log()).pow(2).mean().sqrt()
optimizer.zero_grad()
loss.backward()
optimizer.step()
print("si log", loss.item())
