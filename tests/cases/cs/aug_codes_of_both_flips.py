import os
import tempfile

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset

VOCAB, N_CLASS, BLOCK = 64, 10, 16


def extract_codes(code_dir, n=12):
    os.makedirs(code_dir)
    rng = np.random.default_rng(0)
    for i in range(n):
        grid = rng.integers(0, VOCAB, (4, 4))
        both = np.stack([grid.ravel(), grid[:, ::-1].ravel()])
        np.savez(os.path.join(code_dir, f"{i}.npz"), codes=both[None], label=i % N_CLASS)


class CodeDataset(Dataset):
    def __init__(self, code_dir):
        self.code_dir, self.flip = code_dir, "flip" in os.path.basename(code_dir)

    def __len__(self):
        return len(os.listdir(self.code_dir))

    def __getitem__(self, i):
        item = np.load(os.path.join(self.code_dir, f"{i}.npz"))
        codes, label = torch.from_numpy(item["codes"]), int(item["label"])
        pick = int(torch.randint(codes.shape[1], ()))
        return codes[:, pick] if self.flip else codes, label


def rotary_table(length, head_dim):
    freqs = 1.0 / 10000 ** (torch.arange(0, head_dim, 2) / head_dim)
    angle = torch.outer(torch.arange(length), freqs)
    return torch.stack([angle.cos(), angle.sin()], dim=-1)


def apply_rotary(x, table):
    pairs = x.reshape(*x.shape[:-1], -1, 2)
    table = table.view(1, pairs.size(1), 1, pairs.size(3), 2)
    (a, b), (cos, sin) = pairs.unbind(-1), table.unbind(-1)
    return torch.stack([a * cos - b * sin, b * cos + a * sin], dim=-1).flatten(3)


class ImageGPT(nn.Module):
    def __init__(self, dim=64, heads=4):
        super().__init__()
        self.heads = heads
        self.cls_embedding = nn.Embedding(N_CLASS, dim)
        self.tok_embeddings = nn.Embedding(VOCAB, dim)
        self.wqkv, self.wo, self.output = nn.Linear(dim, 3 * dim), nn.Linear(dim, dim), nn.Linear(dim, VOCAB)
        self.register_buffer("freqs_cis", rotary_table(BLOCK + 1, dim // heads))

    def forward(self, idx, label):
        h = torch.cat([self.cls_embedding(label)[:, None], self.tok_embeddings(idx)], dim=1)
        b, s, _ = h.shape
        table = self.freqs_cis[:s]
        q, k, v = self.wqkv(h).view(b, s, self.heads, -1).chunk(3, dim=-1)
        q, k = apply_rotary(q, table), apply_rotary(k, table)
        out = F.scaled_dot_product_attention(*(t.transpose(1, 2) for t in (q, k, v)), is_causal=True)
        return self.output(h + self.wo(out.transpose(1, 2).flatten(2)))


with tempfile.TemporaryDirectory() as root:
    code_dir = os.path.join(root, "imagenet64_codes")
    extract_codes(code_dir)
    model = ImageGPT()
    opt = torch.optim.AdamW(model.parameters(), lr=1e-4)
    for codes, label in DataLoader(CodeDataset(code_dir), batch_size=4, shuffle=True):
        codes = codes.reshape(codes.shape[0], -1)
        logits = model(codes[:, :-1], label)
        loss = F.cross_entropy(logits.flatten(0, 1), codes.flatten())
        opt.zero_grad()
        loss.backward()
        opt.step()
    print("train loss", loss.item())
