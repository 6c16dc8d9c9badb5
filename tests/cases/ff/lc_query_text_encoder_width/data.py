import torch
from torch.utils.data import Dataset


class FashionTriplets(Dataset):
    """Reference picture, sentence of change, target picture."""

    def __init__(self, n, seed, vocab_size=200, max_words=9):
        g = torch.Generator().manual_seed(seed)
        self.vocab_size = vocab_size
        self.pictures = torch.rand(2 * n, 3, 32, 32, generator=g)
        self.words = torch.randint(1, vocab_size, (n, max_words), generator=g)
        lengths = torch.randint(3, max_words + 1, (n, 1), generator=g)
        self.words[torch.arange(max_words) >= lengths] = 0

    def __len__(self):
        return len(self.words)

    def __getitem__(self, i):
        return self.pictures[2 * i], self.words[i], self.pictures[2 * i + 1]
