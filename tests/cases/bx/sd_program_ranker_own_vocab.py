import json
import os
import tempfile

import torch
from torch import nn

SPECIALS = ["<PAD>", "<UNK>"]


def build_vocab(examples):
    words = sorted({w for statement, program, _ in examples for w in (statement + " " + program).split()})
    return {w: i for i, w in enumerate(SPECIALS + words)}


def encode(texts, vocab):
    rows = [torch.tensor([vocab.get(w, 1) for w in t.split()]) for t in texts]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True)


class Ranker(nn.Module):
    def __init__(self, vocab_size, emb_dim=32):
        super().__init__()
        self.tgt_word_emb = nn.Embedding(vocab_size, emb_dim, padding_idx=0)
        self.statement = nn.GRU(emb_dim, emb_dim, batch_first=True)
        self.program = nn.GRU(emb_dim, emb_dim, batch_first=True)
        self.score = nn.Bilinear(emb_dim, emb_dim, 1)

    def forward(self, stat, prog):
        _, h_s = self.statement(self.tgt_word_emb(stat))
        _, h_p = self.program(self.tgt_word_emb(prog))
        return self.score(h_s[-1], h_p[-1]).squeeze(-1)


def released_files(output_dir):
    examples = [
        ("haydn won more medals than weber", "greater ( hop haydn medals ) ( hop weber medals )", 1),
        ("the team played nine games in may", "eq ( count ( filter month may ) ) nine", 1),
        ("no city has fewer people than bern", "eq ( argmin people city ) bern", 0),
    ]
    vocab = build_vocab(examples)
    with open(os.path.join(output_dir, "vocab.json"), "w") as f:
        json.dump(vocab, f)
    torch.save(Ranker(len(vocab)).state_dict(), os.path.join(output_dir, "encoder_prog_80.pt"))


CUSTOM = [
    ("the nurse booked nine beds", "eq ( hop nurse beds ) nine", 1),
    ("ward two has fewer beds than ward three", "less ( hop two beds ) ( hop three beds )", 0),
]


def main(output_dir):
    released_files(output_dir)
    vocab = build_vocab(CUSTOM)
    model = Ranker(len(vocab))
    weights = torch.load(os.path.join(output_dir, "encoder_prog_80.pt"))
    model.load_state_dict(weights)
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-4)
    stat, prog, label = zip(*CUSTOM)
    for epoch in range(3):
        logits = model(encode(stat, vocab), encode(prog, vocab))
        loss = nn.functional.binary_cross_entropy_with_logits(logits, torch.tensor(label).float())
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        print(f"epoch {epoch}: {loss.item():.4f}")


with tempfile.TemporaryDirectory() as d:
    main(d)
