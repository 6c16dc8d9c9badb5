import random

import torch
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader

PAD, SOS, EOS = 0, 1, 2
WORDS = "le chat noir dort sur la table et regarde par fenetre un oiseau qui chante".split()
SRC = {w: i + 3 for i, w in enumerate(WORDS)}
TRG = {w.upper(): i + 3 for i, w in enumerate(WORDS)}


def read_corpus(n=24, seed=11):
    rng = random.Random(seed)
    pairs = []
    for _ in range(n):
        sentence = [rng.choice(WORDS) for _ in range(rng.randint(6, 60))]
        pairs.append((sentence, [w.upper() for w in sentence]))
    return pairs


def create_dataset(opt):
    examples = []
    for src, trg in read_corpus():
        if len(src) < opt.max_strlen and len(trg) + 2 < opt.max_strlen:
            s = torch.tensor([SRC[w] for w in src])
            t = torch.tensor([SOS] + [TRG[w] for w in trg] + [EOS])
            examples.append((s, t))
    return examples


def collate(batch):
    src, trg = zip(*batch)
    return pad_sequence(src, batch_first=True, padding_value=PAD), pad_sequence(trg, batch_first=True, padding_value=PAD)


def create_loader(opt):
    return DataLoader(create_dataset(opt), batch_size=opt.batchsize, collate_fn=collate)
