import random

import torch

POSITIVE = "great moving funny lovely brilliant warm".split()
NEGATIVE = "dull weak noisy boring awful cold".split()
NEUTRAL = "the a film plot actor scene music was is and very this".split()
WORDS = {w: i + 1 for i, w in enumerate(POSITIVE + NEGATIVE + NEUTRAL)}
SEQ_LEN = 25


def reviews(n, seed=0):
    rng = random.Random(seed)
    tokens, labels = [], []
    for _ in range(n):
        label = rng.randint(0, 1)
        pool = NEUTRAL * 2 + (POSITIVE if label else NEGATIVE)
        words = rng.choices(pool, k=rng.randint(8, SEQ_LEN))
        tokens.append([WORDS[w] for w in words] + [0] * (SEQ_LEN - len(words)))
        labels.append(label)
    return torch.tensor(tokens), torch.tensor(labels, dtype=torch.float)
