import re
from collections import Counter

SPECIAL = ["<s>", "</s>", "<pad>", "<unk>"]


class Dictionary(object):
    def __init__(self, words):
        self.id2word = list(words)
        self.word2id = {w: i for i, w in enumerate(self.id2word)}

    def __len__(self):
        return len(self.id2word)

    def index(self, sentence):
        unk = self.word2id["<unk>"]
        return [self.word2id["<s>"]] + [self.word2id.get(w, unk) for w in tokenize(sentence)]

    @classmethod
    def from_corpus(cls, lines, min_count=1):
        counts = Counter(w for line in lines for w in tokenize(line))
        return cls(SPECIAL + sorted(w for w, c in counts.items() if c >= min_count))


def tokenize(line):
    return re.findall(r"[a-z]+", line.lower())
