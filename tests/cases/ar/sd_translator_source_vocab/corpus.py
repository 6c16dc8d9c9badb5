import torch

PAIRS = [
    ("i am cold", "j' ai froid"),
    ("we are here", "nous sommes ici"),
    ("she is not here", "elle n' est pas ici"),
    ("i am not tired", "je ne suis pas fatigue"),
]


def build_vocab(sentences):
    words = ["<pad>", "<bos>", "<eos>"]
    for s in sentences:
        words += [w for w in s.split() if w not in words]
    return {w: i for i, w in enumerate(words)}


class PairCorpus:
    def __init__(self):
        self.vocab_en = build_vocab(en for en, _ in PAIRS)
        self.vocab_fra = build_vocab(fra for _, fra in PAIRS)

    @staticmethod
    def encode(sentence, vocab):
        return [vocab["<bos>"]] + [vocab[w] for w in sentence.split()] + [vocab["<eos>"]]

    def batch(self, max_len=8):
        def pad(ids):
            return ids + [0] * (max_len - len(ids))

        src = [pad(self.encode(en, self.vocab_en)) for en, _ in PAIRS]
        trg = [pad(self.encode(fra, self.vocab_fra)) for _, fra in PAIRS]
        return torch.tensor(src), torch.tensor(trg)
