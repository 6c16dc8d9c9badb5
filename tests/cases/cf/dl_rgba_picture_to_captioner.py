import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn


def make_pictures(folder):
    rng = np.random.default_rng(5)
    for name, depth in (("cat.png", 3), ("logo.png", 4), ("street.png", 3)):
        pixels = rng.integers(0, 256, (90, 120, depth), dtype=np.uint8)
        Image.fromarray(pixels).save(os.path.join(folder, name))


def load_image(path):
    """Returns the picture as 1 x H x W x C floats between 0 and 1."""
    picture = Image.open(path)
    return torch.from_numpy(np.asarray(picture).astype(np.float32) / 255.0)[None]


class ClipVision(nn.Module):
    def __init__(self, size=64, dim=48):
        super().__init__()
        self.size = size
        self.register_buffer("mean", torch.tensor([0.4815, 0.4578, 0.4082]).view(1, 3, 1, 1))
        self.register_buffer("std", torch.tensor([0.2686, 0.2613, 0.2758]).view(1, 3, 1, 1))
        self.patches = nn.Conv2d(3, dim, 16, 16)
        self.block = nn.TransformerEncoderLayer(dim, 4, 96, batch_first=True)

    def preprocess(self, image):
        image = F.interpolate(image.movedim(-1, 1), size=(self.size, self.size), mode="bilinear")
        return (image - self.mean) / self.std

    def forward(self, image):
        x = self.patches(self.preprocess(image))
        return self.block(x.flatten(2).transpose(1, 2)).mean(1)


WORDS = ("a", "cat", "logo", "of", "street", "the", ".")


class PrefixCaptioner(nn.Module):
    def __init__(self, clip_dim=48, hidden=64):
        super().__init__()
        self.prefix = nn.Linear(clip_dim, hidden)
        self.embed = nn.Embedding(len(WORDS), hidden)
        self.cell = nn.GRUCell(hidden, hidden)
        self.out = nn.Linear(hidden, len(WORDS))

    def generate(self, clip_embed, max_tokens=8):
        h = torch.tanh(self.prefix(clip_embed))
        token, text = torch.zeros(1, dtype=torch.long), []
        for _ in range(max_tokens):
            h = self.cell(self.embed(token), h)
            token = self.out(h).argmax(1)
            text.append(WORDS[token.item()])
        return " ".join(text)


clip, captioner = ClipVision().eval(), PrefixCaptioner().eval()
with tempfile.TemporaryDirectory() as folder, torch.no_grad():
    make_pictures(folder)
    for name in sorted(os.listdir(folder)):
        embed = clip(load_image(os.path.join(folder, name)))
        print(name, "->", captioner.generate(embed))
