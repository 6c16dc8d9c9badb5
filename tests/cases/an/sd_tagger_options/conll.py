import torch
from torch.utils.data import Dataset


class Sentences(Dataset):
    """Contextual word vectors, characters, part of speech, chunk and entity labels."""

    def __init__(self, split, n=8, length=12):
        self.offset = 0 if split == "train" else 1000
        self.n, self.length = n, length

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        g = torch.Generator().manual_seed(self.offset + i)
        return {
            "words": torch.randn(self.length, 768, generator=g),
            "chars": torch.randint(1, 80, (self.length, 10), generator=g),
            "pos": torch.randint(1, 46, (self.length,), generator=g),
            "chunk": torch.randint(1, 23, (self.length,), generator=g),
            "labels": torch.randint(0, 9, (self.length,), generator=g),
        }
