import random

import torch

import config

CODE = {aa: i + 1 for i, aa in enumerate(config.residues)}


def make_peptides(n, longest, seed):
    rnd = random.Random(seed)
    rows = []
    for _ in range(n):
        seq = "".join(rnd.choice(config.residues) for _ in range(rnd.randint(7, longest)))
        hydrophobic = sum(seq.count(a) for a in "FILMVWY") / len(seq)
        rows.append((seq, 15 + 120 * hydrophobic + rnd.random()))
    return rows


def encode(rows, max_length):
    x = torch.zeros(len(rows), max_length, dtype=torch.long)
    for r, (seq, _) in enumerate(rows):
        x[r, :len(seq)] = torch.tensor([CODE[a] for a in seq])
    rt = torch.tensor([t for _, t in rows])
    return x, (rt - config.min_rt) / (config.max_rt - config.min_rt)
