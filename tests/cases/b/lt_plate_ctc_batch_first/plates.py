import random

import torch
from torch.utils.data import Dataset


class Plates(Dataset):
    def __init__(self, config, n):
        rnd = random.Random(8)
        self.size = (1, config.height, config.width)
        self.texts = ["".join(rnd.choices(config.alphabet, k=rnd.choice((7, 8)))) for _ in range(n)]

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, i):
        return torch.rand(self.size), self.texts[i]


class LabelCodec:
    """Texts to the concatenated indices that CTC takes; 0 is the blank."""

    def __init__(self, alphabet):
        self.index = {c: i + 1 for i, c in enumerate(alphabet)}

    def encode(self, texts):
        length = torch.tensor([len(t) for t in texts])
        text = torch.tensor([self.index[c] for t in texts for c in t])
        return text, length
