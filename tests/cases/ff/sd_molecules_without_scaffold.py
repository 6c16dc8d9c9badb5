import os
import tempfile

import torch
from torch import nn


class GPTConfig:
    n_layer, n_head, n_embd = 2, 4, 64

    def __init__(self, vocab_size, block_size, num_props=0, scaffold=False, scaffold_maxlen=0):
        self.vocab_size, self.block_size = vocab_size, block_size
        self.num_props, self.scaffold, self.scaffold_maxlen = num_props, scaffold, scaffold_maxlen


class Block(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.n_head = config.n_head
        self.ln1, self.ln2 = nn.LayerNorm(config.n_embd), nn.LayerNorm(config.n_embd)
        self.qkv = nn.Linear(config.n_embd, 3 * config.n_embd)
        self.proj = nn.Linear(config.n_embd, config.n_embd)
        self.mlp = nn.Sequential(nn.Linear(config.n_embd, 128), nn.GELU(), nn.Linear(128, config.n_embd))
        num = int(bool(config.num_props)) + int(config.scaffold_maxlen)
        size = config.block_size + num
        self.register_buffer("mask", torch.tril(torch.ones(size, size)).view(1, 1, size, size))

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = [p.view(B, T, self.n_head, -1).transpose(1, 2) for p in self.qkv(self.ln1(x)).chunk(3, dim=-1)]
        att = q @ k.transpose(-2, -1) / (C // self.n_head) ** 0.5
        att = att.masked_fill(self.mask[:, :, :T, :T] == 0, float("-inf")).softmax(-1)
        x = x + self.proj((att @ v).transpose(1, 2).reshape(B, T, C))
        return x + self.mlp(self.ln2(x))


class GPT(nn.Module):
    def __init__(self, config):
        super().__init__()
        self.config = config
        self.tok_emb = nn.Embedding(config.vocab_size, config.n_embd)
        self.pos_emb = nn.Parameter(torch.zeros(1, config.block_size, config.n_embd))
        self.prop_nn = nn.Linear(config.num_props, config.n_embd)
        self.blocks = nn.Sequential(*[Block(config) for _ in range(config.n_layer)])
        self.head = nn.Linear(config.n_embd, config.vocab_size)

    def forward(self, idx, prop, scaffold=None):
        x = self.tok_emb(idx) + self.pos_emb[:, :idx.size(1)]
        parts = [self.prop_nn(prop).unsqueeze(1), x]
        if self.config.scaffold:
            parts.insert(1, self.tok_emb(scaffold))
        return self.head(self.blocks(torch.cat(parts, dim=1)))[:, -idx.size(1):]


def train_and_save(path):
    model = GPT(GPTConfig(94, 100, num_props=3))
    optimizer = torch.optim.AdamW(model.parameters(), lr=6e-4)
    smiles = torch.randint(0, 94, (4, 101))
    loss = nn.functional.cross_entropy(model(smiles[:, :-1], torch.rand(4, 3)).flatten(0, 1), smiles[:, 1:].flatten())
    loss.backward()
    optimizer.step()
    torch.save(model.state_dict(), path)


@torch.no_grad()
def generate(path, props, steps=30, scaffold=False):
    mconf = GPTConfig(94, 100, num_props=len(props), scaffold=scaffold, scaffold_maxlen=100)
    model = GPT(mconf)
    model.load_state_dict(torch.load(path, map_location="cpu"))
    x = torch.zeros(2, 1, dtype=torch.long)
    for _ in range(steps):
        logits = model(x, torch.tensor(props).repeat(2, 1))[:, -1]
        x = torch.cat([x, torch.multinomial(logits.softmax(-1), 1)], dim=1)
    return x


torch.manual_seed(42)
with tempfile.TemporaryDirectory() as folder:
    weights = os.path.join(folder, "gua_tpsa_logp_sas.pt")
    train_and_save(weights)
    print(generate(weights, [40.0, 2.0, 2.5]))
