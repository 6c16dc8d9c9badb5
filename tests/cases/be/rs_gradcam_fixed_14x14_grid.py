import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(dim)
        self.attn = nn.MultiheadAttention(dim, heads, batch_first=True)
        self.norm2 = nn.LayerNorm(dim)
        self.mlp = nn.Sequential(nn.Linear(dim, 2 * dim), nn.GELU(), nn.Linear(2 * dim, dim))

    def forward(self, x):
        y = self.norm1(x)
        x = x + self.attn(y, y, y, need_weights=False)[0]
        return x + self.mlp(self.norm2(x))


class TileEncoder(nn.Module):
    """Encoder of pathology tiles."""

    def __init__(self, img_size=224, patch_size=14, dim=96, depth=3, heads=4, num_classes=2):
        super().__init__()
        self.patch_embed = nn.Conv2d(3, dim, patch_size, patch_size)
        self.cls_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.pos_embed = nn.Parameter(torch.randn(1, (img_size // patch_size) ** 2 + 1, dim) * 0.02)
        self.blocks = nn.ModuleList(Block(dim, heads) for _ in range(depth))
        self.head = nn.Linear(dim, num_classes)

    def forward(self, x):
        x = self.patch_embed(x).flatten(2).transpose(1, 2)
        x = torch.cat([self.cls_token.expand(x.size(0), -1, -1), x], dim=1) + self.pos_embed
        for blk in self.blocks:
            x = blk(x)
        return self.head(x[:, 0])


def reshape_transform(tensor, height=14, width=14):
    result = tensor[:, 1:, :].reshape(tensor.size(0), height, width, tensor.size(2))
    # bring the channels to the first dimension, like in CNNs
    return result.permute(0, 3, 1, 2)


class GradCAM:
    def __init__(self, model, target_layer, reshape_transform):
        self.model, self.reshape = model, reshape_transform
        self.activations = None
        target_layer.register_forward_hook(self.keep)

    def keep(self, module, args, output):
        self.activations = output

    def __call__(self, x, category):
        score = self.model(x)[:, category].sum()
        grads, = torch.autograd.grad(score, self.activations)
        maps = self.reshape(self.activations.detach())
        weights = self.reshape(grads).mean(dim=(2, 3), keepdim=True)
        cam = torch.relu((weights * maps).sum(dim=1, keepdim=True))
        return nn.functional.interpolate(cam, size=x.shape[-2:], mode="bilinear")


model = TileEncoder().eval()
cam = GradCAM(model, model.blocks[-2].norm1, reshape_transform)
tile = torch.rand(1, 3, 224, 224)
heat = cam(tile, category=1)
print(heat.shape, heat.max().item())
