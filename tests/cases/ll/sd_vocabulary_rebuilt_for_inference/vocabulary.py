from collections import Counter

import torch

PAD, UNK = "<pad>", "<unk>"


class Vocabulary:
    def __init__(self, tokens):
        self.itos = list(tokens)
        self.stoi = {t: i for i, t in enumerate(self.itos)}

    @classmethod
    def from_texts(cls, texts, min_count=1):
        counts = Counter(w for t in texts for w in t.lower().split())
        kept = sorted(w for w, c in counts.items() if c >= min_count)
        return cls([PAD, UNK, *kept])

    def __len__(self):
        return len(self.itos)

    def encode(self, text, length=8):
        ids = [self.stoi.get(w, self.stoi[UNK]) for w in text.lower().split()][:length]
        return torch.tensor(ids + [self.stoi[PAD]] * (length - len(ids)))
