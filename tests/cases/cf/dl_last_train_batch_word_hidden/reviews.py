import torch
from torch.utils.data import Dataset


class Reviews(Dataset):
    """Reviews as sentences x words, padded with 0."""

    def __init__(self, n, opt, seed):
        g = torch.Generator().manual_seed(seed)
        self.docs = torch.randint(0, opt.vocab, (n, opt.max_sent, opt.max_word), generator=g)
        self.stars = torch.randint(0, opt.classes, (n,), generator=g)

    def __len__(self):
        return len(self.stars)

    def __getitem__(self, i):
        return self.docs[i], self.stars[i]
