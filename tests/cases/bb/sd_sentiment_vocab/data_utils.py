import torch
from torch.nn.utils.rnn import pad_sequence


class Tokenizer:
    def __init__(self, word2idx=None):
        self.word2idx = word2idx or {"<pad>": 0, "<unk>": 1}

    def fit_on_text(self, text):
        for word in text.lower().split():
            if word not in self.word2idx:
                self.word2idx[word] = len(self.word2idx)

    def encode(self, text):
        return torch.tensor([self.word2idx.get(w, 1) for w in text.lower().split()])


def build_tokenizer(texts):
    tokenizer = Tokenizer()
    for text in texts:
        tokenizer.fit_on_text(text)
    return tokenizer


def to_batch(tokenizer, texts):
    encoded = [tokenizer.encode(t) for t in texts]
    lengths = torch.tensor([len(e) for e in encoded])
    return pad_sequence(encoded, batch_first=True), lengths
