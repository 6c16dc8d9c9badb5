import torch
import torch.nn as nn
import torch.nn.functional as F


class Mixer(nn.Module):
    """Gated depthwise mixing of a map of tokens, in the place of the selective scan."""

    def __init__(self, d_model):
        super().__init__()
        self.in_proj = nn.Linear(d_model, d_model * 2)
        self.conv2d = nn.Conv2d(d_model, d_model, 3, padding=1, groups=d_model)
        self.out_proj = nn.Linear(d_model, d_model)

    def forward(self, x, H, W):
        B, N, C = x.shape
        x, z = self.in_proj(x).chunk(2, dim=-1)
        x = self.conv2d(x.transpose(1, 2).reshape(B, C, H, W))
        return self.out_proj(x.flatten(2).transpose(1, 2) * F.silu(z))


class Block(nn.Module):
    def __init__(self, outer_dim, inner_dim, num_words, norm_layer=nn.LayerNorm):
        super().__init__()
        self.has_inner = inner_dim > 0
        if self.has_inner:
            # words of one sentence
            self.inner_norm1 = norm_layer(num_words * inner_dim)
            self.inner_attn = Mixer(inner_dim)
            self.proj_norm1 = norm_layer(num_words * inner_dim)
            self.proj = nn.Linear(num_words * inner_dim, outer_dim, bias=False)
            self.proj_norm2 = norm_layer(outer_dim)
        # sentences
        self.outer_norm1 = norm_layer(outer_dim)
        self.outer_attn = Mixer(outer_dim)

    def forward(self, x, outer_tokens, H_out, W_out, H_in, W_in):
        B, N, C = outer_tokens.size()
        if self.has_inner:
            inner = self.inner_norm1(x.reshape(B, N, -1)).reshape(B * N, H_in * W_in, -1)
            x = x + self.inner_attn(inner, H_in, W_in)
            outer_tokens = outer_tokens + self.proj_norm2(self.proj(self.proj_norm1(x.reshape(B, N, -1))))
        outer_tokens = outer_tokens + self.outer_attn(self.outer_norm1(outer_tokens), H_out, W_out)
        return x, outer_tokens


class Stem(nn.Module):
    """Image to visual words and visual sentences."""

    def __init__(self, in_chans=3, outer_dim=16, inner_dim=4):
        super().__init__()
        self.inner_dim = inner_dim
        self.num_words = 4
        self.common_conv = nn.Sequential(
            nn.Conv2d(in_chans, inner_dim * 2, 3, stride=2, padding=1),
            nn.BatchNorm2d(inner_dim * 2),
            nn.ReLU(inplace=True),
        )
        self.inner_convs = nn.Conv2d(inner_dim * 2, inner_dim, 3, stride=1, padding=1)
        self.outer_convs = nn.Sequential(
            nn.Conv2d(inner_dim * 2, inner_dim * 4, 3, stride=2, padding=1),
            nn.BatchNorm2d(inner_dim * 4),
            nn.ReLU(inplace=True),
            nn.Conv2d(inner_dim * 4, outer_dim, 3, stride=2, padding=1),
        )
        self.unfold = nn.Unfold(kernel_size=4, padding=0, stride=4)

    def forward(self, x):
        B, C, H, W = x.shape
        H_out, W_out = H // 8, W // 8
        H_in, W_in = 4, 4
        x = self.common_conv(x)
        inner_tokens = self.unfold(self.inner_convs(x)).transpose(1, 2)
        inner_tokens = inner_tokens.reshape(B * H_out * W_out, self.inner_dim, H_in * W_in).transpose(1, 2)
        outer_tokens = self.outer_convs(x).flatten(2).transpose(1, 2)
        return inner_tokens, outer_tokens, (H_out, W_out), (H_in, W_in)


class PyramidMiM(nn.Module):
    def __init__(self, depth=2, outer_dim=16, inner_dim=4, num_classes=1):
        super().__init__()
        self.patch_embed = Stem(outer_dim=outer_dim, inner_dim=inner_dim)
        num_words = self.patch_embed.num_words
        self.blocks = nn.ModuleList([Block(outer_dim, inner_dim, num_words) for _ in range(depth)])
        self.norm = nn.LayerNorm(outer_dim)
        self.head = nn.Conv2d(outer_dim, num_classes, 1)

    def forward(self, x):
        size = x.shape[2:]
        inner_tokens, outer_tokens, (H_out, W_out), (H_in, W_in) = self.patch_embed(x)
        for blk in self.blocks:
            inner_tokens, outer_tokens = blk(inner_tokens, outer_tokens, H_out, W_out, H_in, W_in)
        maps = self.norm(outer_tokens).transpose(1, 2).reshape(len(x), -1, H_out, W_out)
        return F.interpolate(self.head(maps), size=size, mode="bilinear", align_corners=False)


def infrared_scenes(n=4, size=64):
    """Noisy sky with one small warm target in each picture."""
    images, masks = torch.rand(n, 3, size, size) * 0.3, torch.zeros(n, 1, size, size)
    for k in range(n):
        top, left = torch.randint(4, size - 8, (2,)).tolist()
        images[k, :, top:top + 3, left:left + 3] += 0.6
        masks[k, :, top:top + 3, left:left + 3] = 1
    return images, masks


torch.manual_seed(7)
model = PyramidMiM()
optimizer = torch.optim.Adagrad(model.parameters(), lr=0.05)
for step in range(3):
    images, masks = infrared_scenes()
    loss = F.binary_cross_entropy_with_logits(model(images), masks)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"step {step} loss {loss.item():.4f}")
