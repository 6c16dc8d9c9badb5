import random
from dataclasses import dataclass, field

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

TAGS = ["O", "B-PER", "B-LOC", "B-ORG", "B-OBJ"]
PAD = "<pad>"
tag2id = {t: i for i, t in enumerate(TAGS + [PAD])}

LEXICON = {
    "B-PER": ["rahim", "nazma", "tania"],
    "B-LOC": ["dhaka", "sylhet", "khulna"],
    "B-ORG": ["brac", "buet"],
    "B-OBJ": ["boat", "rickshaw"],
    "O": ["went", "to", "from", "the", "works", "at", "with"],
}


@dataclass
class Config:
    emb: int = 24
    hidden: int = 32
    batch_size: int = 8
    lr: float = 5e-3
    low: float = 0.5
    high: float = 0.9
    data_dist: list = field(default_factory=lambda: [714867, 7237, 15684, 759, 20815, 9662, 8512, 37529, 70025])


def make_sentences(n=40, seed=2):
    rnd = random.Random(seed)
    rows = []
    for _ in range(n):
        tags = rnd.choices(TAGS, weights=[6, 1, 1, 1, 1], k=rnd.randint(4, 9))
        rows.append(([rnd.choice(LEXICON[t]) for t in tags], tags))
    return rows


def crit_weights_gen(low, high, dist):
    """rare tags get a weight near `high`, frequent ones near `low`; padding does not count"""
    d = torch.tensor(dist, dtype=torch.float)
    share = d / d.max()
    weights = high - (high - low) * share
    return torch.cat([weights, torch.zeros(1)])


class Tagger(nn.Module):
    def __init__(self, n_words, n_tags, cfg):
        super().__init__()
        self.emb = nn.Embedding(n_words, cfg.emb, padding_idx=0)
        self.lstm = nn.LSTM(cfg.emb, cfg.hidden, batch_first=True, bidirectional=True)
        self.out = nn.Linear(2 * cfg.hidden, n_tags)

    def forward(self, x):
        return self.out(self.lstm(self.emb(x))[0])


def main(cfg):
    torch.manual_seed(0)
    sentences = make_sentences()
    words = {w: i + 1 for i, w in enumerate(sorted({w for ws, _ in sentences for w in ws}))}

    def collate(rows):
        x = [torch.tensor([words[w] for w in ws]) for ws, _ in rows]
        y = [torch.tensor([tag2id[t] for t in ts]) for _, ts in rows]
        return (pad_sequence(x, batch_first=True),
                pad_sequence(y, batch_first=True, padding_value=tag2id[PAD]))

    loader = DataLoader(sentences, batch_size=cfg.batch_size, shuffle=True, collate_fn=collate)
    model = Tagger(len(words) + 1, len(tag2id), cfg)
    criterion = nn.CrossEntropyLoss(weight=crit_weights_gen(cfg.low, cfg.high, cfg.data_dist))
    optimizer = torch.optim.Adam(model.parameters(), lr=cfg.lr)
    for epoch in range(2):
        for x, y in loader:
            scores = model(x)
            loss = criterion(scores.flatten(0, 1), y.flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print(f"epoch {epoch} loss {loss.item():.3f}")


main(Config())
