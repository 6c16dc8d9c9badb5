import random
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader

TOPICS = {
    "bread": "flour water yeast salt oven crust dough knead rise bake".split(),
    "chess": "king queen rook pawn board mate castle opening bishop clock".split(),
    "tides": "moon sea coast harbour flood ebb level water pull month".split(),
    "bikes": "wheel chain brake saddle gear pedal frame tyre pump spoke".split(),
}
MAX_LEN = 24


@dataclass
class Config:
    batch_size: int = 8
    epochs: int = 3
    lr: float = 5e-3
    temperature: float = 0.05


class Tokenizer:
    def __init__(self, words):
        self.vocab = {w: i + 2 for i, w in enumerate(sorted(words))}
        self.pad_id, self.eos_id = 0, 1

    def __len__(self):
        return len(self.vocab) + 2

    def __call__(self, text, max_length, padding=False):
        ids = [self.vocab[w] for w in text.split()][: max_length - 1] + [self.eos_id]
        mask = [1] * len(ids)
        if padding == "max_length":
            mask += [0] * (max_length - len(ids))
            ids += [self.pad_id] * (max_length - len(ids))
        return ids, mask


def make_pairs(n, rng):
    pairs = []
    for _ in range(n):
        topic = rng.choice(list(TOPICS))
        words = TOPICS[topic]
        query = " ".join([topic] + rng.sample(words, rng.randint(1, 3)))
        passage = " ".join(rng.choice(words) for _ in range(rng.randint(8, 16)))
        pairs.append((query, passage))
    return pairs


def preprocess(pairs, tokenizer):
    rows = []
    for query, passage in pairs:
        q_ids, q_mask = tokenizer(query, max_length=MAX_LEN, padding=False)
        p_ids, p_mask = tokenizer(passage, max_length=MAX_LEN, padding=False)
        rows.append({"q_ids": q_ids, "q_mask": q_mask, "p_ids": p_ids, "p_mask": p_mask})
    return rows


def collate(features):
    batch = {}
    for k in features[0]:
        batch[k] = torch.tensor([f[k] for f in features])
    return batch


class Encoder(nn.Module):
    def __init__(self, n_tokens, dim=32):
        super().__init__()
        self.embed = nn.Embedding(n_tokens, dim, padding_idx=0)
        self.proj = nn.Linear(dim, dim)

    def forward(self, ids, mask):
        h = torch.tanh(self.proj(self.embed(ids)))
        m = mask.unsqueeze(-1).float()
        return F.normalize((h * m).sum(1) / m.sum(1), dim=-1)


def evaluate(model, loader):
    model.eval()
    ranks = []
    with torch.no_grad():
        for b in loader:
            sim = model(b["q_ids"], b["q_mask"]) @ model(b["p_ids"], b["p_mask"]).T
            order = sim.argsort(dim=1, descending=True)
            ranks += (order == torch.arange(len(sim)).unsqueeze(1)).float().argmax(1).add(1).tolist()
    return sum(1 / r for r in ranks) / len(ranks)


cfg = Config()
rng = random.Random(5)
torch.manual_seed(5)
tokenizer = Tokenizer(set(TOPICS) | {w for ws in TOPICS.values() for w in ws})
train = DataLoader(preprocess(make_pairs(96, rng), tokenizer), cfg.batch_size, shuffle=True, collate_fn=collate)
dev = DataLoader(preprocess(make_pairs(16, rng), tokenizer), cfg.batch_size, collate_fn=collate)
model = Encoder(len(tokenizer))
optimizer = torch.optim.AdamW(model.parameters(), lr=cfg.lr)
for epoch in range(cfg.epochs):
    model.train()
    for batch in train:
        q = model(batch["q_ids"], batch["q_mask"])
        p = model(batch["p_ids"], batch["p_mask"])
        loss = F.cross_entropy(q @ p.T / cfg.temperature, torch.arange(len(q)))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.3f} mrr {evaluate(model, dev):.3f}")
