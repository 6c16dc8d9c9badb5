import random
from argparse import Namespace

import torch
from torch import nn

opt = Namespace(
    batch_size=40,
    sequence_length=50,
    filter_size=5,
    num_filters=100,
    word_vec_size=32,
    dropout=0.2,
    epochs=1,
)
PAD, UNK = 0, 1
WORDS = ["w%02d" % i for i in range(60)]


def wiki_sentences(n, shortest=4, longest=59):
    random.seed(13)
    lengths = [longest] + [random.randint(shortest, longest) for _ in range(n - 1)]
    return [" ".join(random.choices(WORDS, k=k)) for k in lengths], [i % 2 for i in range(n)]


class Corpus:
    def __init__(self, sentences, labels):
        self.vocab = {w: i + 2 for i, w in enumerate(sorted({w for s in sentences for w in s.split()}))}
        coded = [torch.tensor(self.encode(s)) for s in sentences]
        self.src = nn.utils.rnn.pad_sequence(coded, batch_first=True, padding_value=PAD)
        self.tgt = torch.tensor(labels)

    def encode(self, sentence):
        return [self.vocab.get(w, UNK) for w in sentence.split()]

    def batches(self, size):
        for i in range(0, len(self.tgt), size):
            yield self.src[i:i + size], self.tgt[i:i + size]


class ConvNet(nn.Module):
    def __init__(self, opt, vocab_size):
        super().__init__()
        window = opt.sequence_length - opt.filter_size + 1
        self.num_filters = opt.num_filters
        self.word_lut = nn.Embedding(vocab_size, opt.word_vec_size, padding_idx=PAD)
        self.conv1 = nn.Conv2d(opt.word_vec_size, opt.num_filters, (opt.filter_size, 1))
        self.maxpool1 = nn.MaxPool2d((window, 1), stride=(1, 1))
        self.dropout = nn.Dropout(opt.dropout)
        self.linear = nn.Linear(opt.num_filters, 1)

    def forward(self, src):
        emb = self.word_lut(src).transpose(1, 2).unsqueeze(-1)
        h_max = self.maxpool1(torch.relu(self.conv1(emb)))
        h_flat = h_max.view(-1, self.num_filters)
        return torch.sigmoid(self.linear(self.dropout(h_flat)))


corpus = Corpus(*wiki_sentences(120))
model = ConvNet(opt, len(corpus.vocab) + 2)
criterion = nn.BCELoss()
optim = torch.optim.SGD(model.parameters(), lr=1.0)
for epoch in range(opt.epochs):
    for src, tgt in corpus.batches(opt.batch_size):
        outputs = model(src)
        loss = criterion(outputs.squeeze(-1), tgt.float())
        optim.zero_grad()
        loss.backward()
        optim.step()
        print(f"epoch {epoch} loss {loss.item():.4f}")
