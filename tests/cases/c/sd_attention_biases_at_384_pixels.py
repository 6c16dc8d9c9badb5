import argparse

import torch
import torch.nn.functional as F
from torch import nn


class Attention(nn.Module):
    """Attention with a learned bias for every distance between two positions."""

    def __init__(self, dim, heads, resolution):
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(dim)
        self.qkv = nn.Linear(dim, 3 * dim)
        self.proj = nn.Linear(dim, dim)
        points = [(y, x) for y in range(resolution) for x in range(resolution)]
        offsets = {}
        pairs = [(abs(a - c), abs(b - d)) for a, b in points for c, d in points]
        index = [offsets.setdefault(p, len(offsets)) for p in pairs]
        self.attention_biases = nn.Parameter(torch.zeros(heads, len(offsets)))
        index = torch.tensor(index).view(len(points), len(points))
        self.register_buffer("attention_bias_idxs", index, persistent=False)

    def forward(self, x):
        b, n, c = x.shape
        q, k, v = self.qkv(self.norm(x)).view(b, n, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        attn = q @ k.transpose(-2, -1) * q.shape[-1] ** -0.5
        attn = (attn + self.attention_biases[:, self.attention_bias_idxs]).softmax(dim=-1)
        return x + self.proj((attn @ v).transpose(1, 2).reshape(b, n, c))


class SmallViT(nn.Module):
    def __init__(self, img_size, num_classes, dim=48, heads=(3, 6)):
        super().__init__()
        self.patch_embed = nn.Sequential(nn.Conv2d(3, dim, 8, 8), nn.GELU(), nn.Conv2d(dim, dim, 4, 4))
        self.layers = nn.Sequential(*(Attention(dim, h, img_size // 32) for h in heads))
        self.head = nn.Linear(dim, num_classes)

    def forward(self, x):
        tokens = self.patch_embed(x).flatten(2).transpose(1, 2)
        return self.head(self.layers(tokens).mean(dim=1))


def load_pretrained(model, released):
    state = {k: v for k, v in released.items() if not k.startswith("head.")}
    missing = model.load_state_dict(state, strict=False)
    print("left at random:", missing.missing_keys)


def finetune(args):
    released = SmallViT(img_size=224, num_classes=1000).state_dict()
    model = SmallViT(img_size=args.img_size, num_classes=args.num_classes)
    load_pretrained(model, released)
    optimizer = torch.optim.AdamW(model.parameters(), lr=args.lr)
    for step in range(args.steps):
        images = torch.rand(2, 3, args.img_size, args.img_size)
        loss = F.cross_entropy(model(images), torch.randint(0, args.num_classes, (2,)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print("loss", loss.item())


parser = argparse.ArgumentParser()
parser.add_argument("--img_size", type=int, default=384)
parser.add_argument("--num_classes", type=int, default=37)
parser.add_argument("--lr", type=float, default=2.5e-4)
parser.add_argument("--steps", type=int, default=2)
finetune(parser.parse_args([]))
