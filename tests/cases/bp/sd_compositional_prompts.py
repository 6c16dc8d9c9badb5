import os
import tempfile
from dataclasses import dataclass

import torch
import torch.nn as nn
import torch.nn.functional as F


@dataclass
class Config:
    weights: str
    context_length: int = 8
    embed_dim: int = 32
    vocab_size: int = 400
    attributes: tuple = ("ripe", "sliced", "moldy", "peeled")
    objects: tuple = ("apple", "orange", "potato")
    lr: float = 5e-3


class TextTower(nn.Module):
    def __init__(self, context_length, vocab_size, embed_dim, width=64, heads=4, layers=2):
        super().__init__()
        self.context_length = context_length
        self.token_embedding = nn.Embedding(vocab_size, width)
        self.positional_embedding = nn.Parameter(torch.empty(context_length, width).normal_(std=0.01))
        layer = nn.TransformerEncoderLayer(width, heads, 2 * width, dropout=0.0, batch_first=True, norm_first=True)
        self.transformer = nn.TransformerEncoder(layer, layers, enable_nested_tensor=False)
        self.ln_final = nn.LayerNorm(width)
        self.text_projection = nn.Parameter(torch.randn(width, embed_dim) * width ** -0.5)

    def forward(self, x, eot):
        mask = nn.Transformer.generate_square_subsequent_mask(self.context_length)
        x = self.ln_final(self.transformer(x + self.positional_embedding, mask=mask))
        return x[torch.arange(len(x)), eot] @ self.text_projection


class CLIP(nn.Module):
    def __init__(self, embed_dim, context_length=77, vocab_size=400):
        super().__init__()
        self.visual = nn.Sequential(nn.Conv2d(3, 48, 8, 8), nn.GELU(), nn.Flatten(), nn.Linear(48 * 16, embed_dim))
        self.text = TextTower(context_length, vocab_size, embed_dim)
        self.logit_scale = nn.Parameter(torch.tensor(2.0))


def build_model(state_dict, context_length):
    embed_dim = state_dict["text.text_projection"].shape[1]
    vocab_size = state_dict["text.token_embedding.weight"].shape[0]
    model = CLIP(embed_dim, context_length=context_length, vocab_size=vocab_size)
    model.load_state_dict(state_dict)
    return model.eval()


def load(cfg):
    state_dict = torch.load(cfg.weights, map_location="cpu")
    return build_model(state_dict, context_length=cfg.context_length)


class CompositionalPrompts(nn.Module):
    """Prompt [start] a photo of [attribute] [object] [end]; only the vocabulary vectors are tuned."""

    def __init__(self, clip, cfg):
        super().__init__()
        self.clip = clip.requires_grad_(False)
        self.n_attr = len(cfg.attributes)
        self.soft_embeddings = nn.Parameter(0.02 * torch.randn(self.n_attr + len(cfg.objects), 64))
        template = torch.tensor([1, 5, 6, 7, 0, 0, 2] + [0] * (cfg.context_length - 7))
        self.register_buffer("template", template)

    def forward(self, pairs):
        tokens = self.clip.text.token_embedding(self.template).expand(len(pairs), -1, -1).clone()
        tokens[:, 4] = self.soft_embeddings[pairs[:, 0]]
        tokens[:, 5] = self.soft_embeddings[self.n_attr + pairs[:, 1]]
        return F.normalize(self.clip.text(tokens, eot=6), dim=-1)


def train(cfg, images, labels, pairs):
    clip = load(cfg)
    prompts = CompositionalPrompts(clip, cfg)
    optimizer = torch.optim.Adam([prompts.soft_embeddings], lr=cfg.lr)
    feats = F.normalize(clip.visual(images), dim=-1)
    for it in range(3):
        logits = clip.logit_scale.exp() * feats @ prompts(pairs).t()
        loss = F.cross_entropy(logits, labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print("iteration", it, "loss", loss.item())


def main():
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as cache:
        path = os.path.join(cache, "clip-tiny.pt")
        torch.save(CLIP(embed_dim=32).state_dict(), path)
        cfg = Config(weights=path)
        pairs = torch.cartesian_prod(torch.arange(len(cfg.attributes)), torch.arange(len(cfg.objects)))
        train(cfg, torch.rand(16, 3, 32, 32), torch.randint(0, len(pairs), (16,)), pairs)


main()
