import os

import torch
from torch import nn

from captions import read_captions


class TextEncoder(nn.Module):
    def __init__(self, vocab, dim=32):
        super().__init__()
        self.embed = nn.Embedding(vocab, dim)
        self.layer = nn.TransformerEncoderLayer(dim, 4, dim * 2, dropout=0.0, batch_first=True)

    @torch.no_grad()
    def forward(self, ids):
        return self.layer(self.embed(ids))


class TextEmbeddingCache:
    """Encodes every caption once and keeps the result on disk."""

    def __init__(self, folder, tokenizer, encoder):
        self.folder, self.tokenizer, self.encoder = folder, tokenizer, encoder
        os.makedirs(folder, exist_ok=True)

    def path(self, name):
        return os.path.join(self.folder, os.path.splitext(name)[0] + ".pt")

    def build(self, caption_file):
        for name, caption in read_captions(caption_file).items():
            ids = torch.tensor([self.tokenizer(caption)])
            torch.save({
                "prompt_embeds": self.encoder(ids),
                "attention_masks": torch.ones_like(ids, dtype=torch.bool),
            }, self.path(name))

    def load(self, name):
        return torch.load(self.path(name))
