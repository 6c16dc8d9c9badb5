import random

from vocab import Vocab


def wikitext(n=40, seed=5):
    rng = random.Random(seed)
    words = [f"w{k}" for k in range(60)]
    return [" ".join(rng.choice(words) for _ in range(12)) for _ in range(n)]


class WT103:
    def __init__(self, lines, add_eos=False):
        self.lines = lines
        self.vocab = Vocab()
        self.vocab.count(lines, add_eos=add_eos)
        self.vocab.build()

    @property
    def n_tokens(self):
        return len(self.vocab)
