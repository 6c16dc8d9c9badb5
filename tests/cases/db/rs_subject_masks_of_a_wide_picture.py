import math

import torch
import torch.nn.functional as F
from torch import nn

SEQ_MULTI_OF = 32  # the attention kernels want sequences of this granularity


class JointAttention(nn.Module):
    def __init__(self, dim, heads):
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim)
        self.store = None

    def forward(self, x, n_text):
        q, k, v = self.qkv(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4)
        weights = (q @ k.transpose(-1, -2) / math.sqrt(q.shape[-1])).softmax(-1)
        if self.store is not None:
            # how much every picture token looks at every text token
            self.store.append(weights[:, :, n_text:, :n_text].mean(1))
        return self.out((weights @ v).transpose(1, 2).flatten(2))


class Transformer2DModel(nn.Module):
    def __init__(self, in_channels=16, dim=48, layers=3, heads=4, patch=2):
        super().__init__()
        self.patch = patch
        self.x_embedder = nn.Linear(in_channels * patch ** 2, dim)
        self.x_pad_token = nn.Parameter(torch.zeros(1, 1, dim))
        self.norms = nn.ModuleList(nn.LayerNorm(dim) for _ in range(layers))
        self.layers = nn.ModuleList(JointAttention(dim, heads) for _ in range(layers))
        self.final = nn.Linear(dim, in_channels * patch ** 2)

    def forward(self, latents, text):
        b, c, h, w = latents.shape
        p = self.patch
        tokens = F.unfold(latents, p, stride=p).transpose(1, 2)
        n = tokens.shape[1]
        x = self.x_embedder(tokens)
        pad = -n % SEQ_MULTI_OF
        x = torch.cat([x, self.x_pad_token.expand(b, pad, -1)], dim=1)
        x = torch.cat([text, x], dim=1)
        for norm, layer in zip(self.norms, self.layers):
            x = x + layer(norm(x), text.shape[1])
        out = self.final(x[:, text.shape[1]:text.shape[1] + n])
        return F.fold(out.transpose(1, 2), (h, w), p, stride=p)


def generate_masks(similarity_maps, latent_h, latent_w):
    """similarity_maps: {subject: (batch, N)} -> {subject: (batch, latent_h, latent_w)}, 1 where the subject wins"""
    stacked = torch.stack(list(similarity_maps.values()), dim=1)
    b, n_subjects, n = stacked.shape
    for scale in (1, 2, 4):
        if (latent_h // scale) * (latent_w // scale) == n:
            h, w = latent_h // scale, latent_w // scale
            break
    else:
        h = w = int(math.sqrt(n))
    winner = stacked.argmax(dim=1)
    masks = {}
    for k, name in enumerate(similarity_maps):
        mask = (winner == k).float().view(b, 1, h, w)
        masks[name] = F.interpolate(mask, size=(latent_h, latent_w), mode="nearest")[:, 0]
    return masks


class FreeFusePipeline:
    """First pass: find out where every subject will be. Later: every LoRA works within its own mask."""

    def __init__(self, transformer, subjects):
        self.transformer = transformer
        self.subjects = subjects  # name -> positions of its words in the prompt

    def collect(self, latents, text):
        store = []
        for layer in self.transformer.layers:
            layer.store = store
        self.transformer(latents, text)
        for layer in self.transformer.layers:
            layer.store = None
        attn = torch.stack(store).mean(0)
        return {name: attn[:, :, idx].mean(-1) for name, idx in self.subjects.items()}

    @torch.no_grad()
    def __call__(self, text, height, width, steps=4):
        latents = torch.randn(len(text), 16, height // 8, width // 8)
        masks = generate_masks(self.collect(latents, text), *latents.shape[-2:])
        for _ in range(steps):
            latents = latents - self.transformer(latents, text) / steps
        return latents, masks


torch.manual_seed(0)
pipe = FreeFusePipeline(Transformer2DModel().eval(), {"harry": [2, 3], "daiyu": [6, 7, 8]})
prompt_embeds = torch.randn(1, 12, 48)
latents, masks = pipe(prompt_embeds, height=224, width=320)
for name, mask in masks.items():
    print(name, tuple(mask.shape), f"covers {100 * mask.mean().item():.0f} %")
