import random

import torch
from torch.utils.data import DataLoader, Dataset

from vocabulary import Vocabulary

WHO = "a man a woman a dog a cat two girls the boy".split()
WHAT = "is riding is slicing is playing runs with dances".split()
WITH = "a horse an onion the guitar in grass piano ball".split()


def captions(n, seed=0):
    rng = random.Random(seed)
    return [" ".join(rng.choices(WHO, k=2) + rng.choices(WHAT, k=2) + rng.choices(WITH, k=2)) for _ in range(n)]


class MSVD(Dataset):
    """The features of a video and one of its captions."""

    def __init__(self, config, n=40, length=10):
        texts = captions(n)
        self.vocab = Vocabulary(texts, config.init_word2idx, config.min_count)
        self.features = torch.randn(n, 12, config.feature_size)
        self.texts = torch.tensor([self.vocab.encode(text, length) for text in texts])

    def __len__(self):
        return len(self.texts)

    def __getitem__(self, i):
        return self.features[i], self.texts[i]


def make_loader(config):
    dataset = MSVD(config)
    return DataLoader(dataset, batch_size=10, shuffle=True), dataset.vocab
