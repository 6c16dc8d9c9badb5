import argparse
import math

import torch
import torch.nn as nn


def modulate(x, shift, scale):
    return x * (1 + scale.unsqueeze(1)) + shift.unsqueeze(1)


class TimestepEmbedder(nn.Module):
    def __init__(self, hidden_size, frequency_embedding_size=64):
        super().__init__()
        self.mlp = nn.Sequential(
            nn.Linear(frequency_embedding_size, hidden_size), nn.SiLU(), nn.Linear(hidden_size, hidden_size)
        )
        self.frequency_embedding_size = frequency_embedding_size

    def forward(self, t):
        half = self.frequency_embedding_size // 2
        freqs = torch.exp(-math.log(10000) * torch.arange(half) / half)
        args = t[:, None].float() * freqs[None]
        return self.mlp(torch.cat([torch.cos(args), torch.sin(args)], dim=-1))


class DiTBlock(nn.Module):
    def __init__(self, hidden_size, num_heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(hidden_size, elementwise_affine=False)
        self.attn = nn.MultiheadAttention(hidden_size, num_heads, batch_first=True)
        self.norm2 = nn.LayerNorm(hidden_size, elementwise_affine=False)
        self.mlp = nn.Sequential(
            nn.Linear(hidden_size, hidden_size * 2), nn.GELU(), nn.Linear(hidden_size * 2, hidden_size)
        )
        self.adaLN_modulation = nn.Sequential(nn.SiLU(), nn.Linear(hidden_size, 6 * hidden_size))

    def forward(self, x, c):
        shift_a, scale_a, gate_a, shift_m, scale_m, gate_m = self.adaLN_modulation(c).chunk(6, dim=1)
        h = modulate(self.norm1(x), shift_a, scale_a)
        x = x + gate_a.unsqueeze(1) * self.attn(h, h, h, need_weights=False)[0]
        return x + gate_m.unsqueeze(1) * self.mlp(modulate(self.norm2(x), shift_m, scale_m))


class FinalLayer(nn.Module):
    def __init__(self, hidden_size, patch_size, out_channels):
        super().__init__()
        self.norm_final = nn.LayerNorm(hidden_size, elementwise_affine=False)
        self.linear = nn.Linear(hidden_size, patch_size * patch_size * out_channels)

    def forward(self, x):
        return self.linear(self.norm_final(x))


class DiT(nn.Module):
    """Diffusion model with a Transformer backbone, input_size is (height, width) of the latents."""

    def __init__(self, input_size=(32, 32), patch_size=2, in_channels=4, hidden_size=64, depth=2, num_heads=4):
        super().__init__()
        self.out_channels = in_channels
        self.patch_size = patch_size
        self.grid_size = (input_size[0] // patch_size, input_size[1] // patch_size)
        self.x_embedder = nn.Conv2d(in_channels, hidden_size, patch_size, stride=patch_size)
        self.t_embedder = TimestepEmbedder(hidden_size)
        self.pos_embed = nn.Parameter(torch.randn(1, self.grid_size[0] * self.grid_size[1], hidden_size) * 0.02)
        self.blocks = nn.ModuleList([DiTBlock(hidden_size, num_heads) for _ in range(depth)])
        self.final_layer = FinalLayer(hidden_size, patch_size, self.out_channels)

    def unpatchify(self, x):
        """
        x: (N, T, patch_size**2 * C)
        imgs: (N, C, H, W)
        """
        c = self.out_channels
        p = self.patch_size
        h, w = self.grid_size
        x = x.reshape(shape=(x.shape[0], h, w, p, p, c))
        x = torch.einsum("nhwpqc->nchpwq", x)
        imgs = x.reshape(shape=(x.shape[0], c, h * p, h * p))
        return imgs

    def forward(self, x, t):
        x = self.x_embedder(x).flatten(2).transpose(1, 2) + self.pos_embed  # (N, T, D)
        c = self.t_embedder(t)
        for block in self.blocks:
            x = block(x, c)
        return self.unpatchify(self.final_layer(x))


def training_losses(model, x_start, t, alphas_cumprod):
    noise = torch.randn_like(x_start)
    a = alphas_cumprod[t][:, None, None, None]
    x_t = a.sqrt() * x_start + (1 - a).sqrt() * noise
    return ((model(x_t, t) - noise) ** 2).mean(dim=(1, 2, 3))


parser = argparse.ArgumentParser()
parser.add_argument("--image-height", type=int, default=128)
parser.add_argument("--image-width", type=int, default=256)
parser.add_argument("--global-batch-size", type=int, default=4)
args = parser.parse_args([])

latent_size = (args.image_height // 8, args.image_width // 8)
model = DiT(input_size=latent_size)
opt = torch.optim.AdamW(model.parameters(), lr=1e-4, weight_decay=0)
alphas_cumprod = torch.cumprod(1 - torch.linspace(1e-4, 0.02, 1000), dim=0)
for train_steps in range(2):
    x = torch.randn(args.global_batch_size, 4, *latent_size) * 0.18215
    t = torch.randint(0, 1000, (x.shape[0],))
    loss = training_losses(model, x, t, alphas_cumprod).mean()
    opt.zero_grad()
    loss.backward()
    opt.step()
    print(f"(step={train_steps:07d}) Train Loss: {loss.item():.4f}")
