from collections import Counter


class Vocab:
    """Words by how often they are in a corpus, behind the special ones."""

    def __init__(self, special=("<unk>",), min_freq=1):
        self.special, self.min_freq = list(special), min_freq
        self.counter = Counter()

    def count(self, lines, add_eos=False):
        for line in lines:
            words = line.split()
            self.counter.update(words + ["<eos>"] if add_eos else words)

    def build(self):
        known = [w for w, n in self.counter.most_common() if n >= self.min_freq and w not in self.special]
        self.words = self.special + known
        self.index = {w: i for i, w in enumerate(self.words)}

    def encode(self, line):
        return [self.index.get(w, 0) for w in line.split()]

    def __len__(self):
        return len(self.words)
