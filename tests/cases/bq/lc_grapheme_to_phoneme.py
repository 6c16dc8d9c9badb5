#!/usr/bin/env python
"""Character transducer: spelling in, pronunciation out."""
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence
from torch.utils.data import DataLoader, Dataset

PAIRS = """\
cat\tk a t
ship\tsh i p
thing\tth i ng
knock\tn o k
phone\tf o n
chess\tch e s
weather\tw e th e r
elephant\te l e f a n t
responsible\tr e s p o n s i b l
photograph\tf o t o g r a f
internationalization\ti n t e r n a sh o n a l i z ei sh o n
counterrevolutionary\tk au n t e r e v o l u sh o n e r i
machine\tm a sh i n
rhythm\tr i th m
scheme\ts k i m
quick\tk w i k"""

hparams = dict(embedding_size=32, hidden_size=64, attention_heads=4,
               max_source_length=16, max_target_length=32, batch_size=4, epochs=2)

PAD, START, END = 0, 1, 2


class Vocabulary:
    def __init__(self, sequences):
        self.symbols = ["<P>", "<S>", "<E>"] + sorted({s for seq in sequences for s in seq})
        self.index = {s: i for i, s in enumerate(self.symbols)}

    def __len__(self):
        return len(self.symbols)

    def encode(self, seq):
        return torch.tensor([START] + [self.index[s] for s in seq] + [END])


class WordDataset(Dataset):
    def __init__(self, text):
        rows = [line.split("\t") for line in text.splitlines()]
        self.samples = [(list(g), p.split()) for g, p in rows]
        self.source_vocab = Vocabulary([g for g, _ in self.samples])
        self.target_vocab = Vocabulary([p for _, p in self.samples])

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, i):
        g, p = self.samples[i]
        return self.source_vocab.encode(g), self.target_vocab.encode(p)


def collate(batch):
    source, target = zip(*batch)
    return pad_sequence(source, True, PAD), pad_sequence(target, True, PAD)


class SymbolEmbedding(nn.Module):
    def __init__(self, n_symbols, size, max_length):
        super().__init__()
        self.symbols = nn.Embedding(n_symbols, size, padding_idx=PAD)
        self.positions = nn.Embedding(max_length, size)

    def forward(self, x):
        where = torch.arange(x.shape[1], device=x.device)
        return self.symbols(x) + self.positions(where)


class TransformerTransducer(nn.Module):
    def __init__(self, n_source, n_target, hp):
        super().__init__()
        size = hp["embedding_size"]
        self.source_embedding = SymbolEmbedding(n_source, size, hp["max_source_length"])
        self.target_embedding = SymbolEmbedding(n_target, size, hp["max_target_length"])
        self.transformer = nn.Transformer(size, hp["attention_heads"], 1, 1, hp["hidden_size"], batch_first=True)
        self.classifier = nn.Linear(size, n_target)

    def forward(self, source, target):
        mask = self.transformer.generate_square_subsequent_mask(target.shape[1])
        out = self.transformer(self.source_embedding(source), self.target_embedding(target), tgt_mask=mask)
        return self.classifier(out)


def train(hp):
    dataset = WordDataset(PAIRS)
    loader = DataLoader(dataset, batch_size=hp["batch_size"], collate_fn=collate)
    model = TransformerTransducer(len(dataset.source_vocab), len(dataset.target_vocab), hp)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    criterion = nn.CrossEntropyLoss(ignore_index=PAD)
    for epoch in range(hp["epochs"]):
        for source, target in loader:
            logits = model(source, target[:, :-1])
            loss = criterion(logits.flatten(0, 1), target[:, 1:].flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        print("epoch", epoch, "loss", loss.item())


if __name__ == "__main__":
    train(hparams)
