import random
from collections import Counter

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

random.seed(3)
torch.manual_seed(3)

SPECIALS = ["<unk>", "<pad>", "<sos>", "<eos>"]


def fake_corpus(n):
    words = [f"w{k}" for k in range(400)]
    weights = [1.0 / (k + 1) for k in range(400)]
    return [random.choices(words, weights, k=random.randint(4, 12)) for _ in range(n)]


class Field:
    """Holds the dictionary of one language."""

    def __init__(self):
        self.stoi, self.itos = {}, []

    def build_vocab(self, sentences, min_freq=1):
        counts = Counter(w for s in sentences for w in s)
        self.itos = SPECIALS + [w for w, c in counts.most_common() if c >= min_freq]
        self.stoi = {w: i for i, w in enumerate(self.itos)}

    def numericalize(self, sentence):
        unk = self.stoi["<unk>"]
        ids = [self.stoi.get(w, unk) for w in sentence]
        return torch.tensor([self.stoi["<sos>"]] + ids + [self.stoi["<eos>"]])


class TranslationDataset:
    def __init__(self, src, field):
        self.field = field
        field.build_vocab(src)
        self.examples = [field.numericalize(s) for s in src]

    def batches(self, size):
        for i in range(0, len(self.examples), size):
            yield pad_sequence(self.examples[i:i + size], padding_value=SPECIALS.index("<pad>"))


class EncoderRNN(nn.Module):
    def __init__(self, vocab_size, hidden_size):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, hidden_size, padding_idx=1)
        self.gru = nn.GRU(hidden_size, hidden_size)

    def forward(self, word_inputs):
        embedded = self.embedding(word_inputs)
        return self.gru(embedded)


sentences = fake_corpus(300)
EN = Field()
train_data = TranslationDataset(sentences, EN)
EN.build_vocab(sentences, min_freq=5)
print("vocabulary:", len(EN.itos))

encoder = EncoderRNN(len(EN.itos), 32)
for batch in train_data.batches(50):
    outputs, hidden = encoder(batch)
    print(outputs.shape)
