import random

import torch
import torch.nn as nn

WORDS = "<pad> bad boring dull awful slow good great fun bright warm film plot cast".split()


class RNN(nn.Module):
    def __init__(self, vocab, emb, hid, bidirectional=True):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb, padding_idx=0)
        self.rnn = nn.LSTM(emb, hid, bidirectional=bidirectional)
        self.fc = nn.Linear(hid * 2, 1)
        self.dropout = nn.Dropout(0.5)

    def forward(self, text):
        embedded = self.dropout(self.embedding(text))
        _, (hidden, _) = self.rnn(embedded)
        hidden = self.dropout(torch.cat((hidden[-2], hidden[-1]), dim=1))
        return self.fc(hidden.squeeze(0))


def reviews(n, seed=2):
    rnd = random.Random(seed)
    for _ in range(n):
        ids = [rnd.randrange(1, len(WORDS)) for _ in range(rnd.randint(4, 12))]
        liked = sum(6 <= i <= 10 for i in ids) > sum(1 <= i <= 5 for i in ids)
        yield torch.tensor(ids), float(liked)


def iterate(data, batch_size):
    """Yields texts as (words, batch) and labels as (batch,)."""
    for start in range(0, len(data), batch_size):
        part = data[start:start + batch_size]
        yield nn.utils.rnn.pad_sequence([p[0] for p in part]), torch.tensor([p[1] for p in part])


def binary_accuracy(preds, y):
    return ((torch.sigmoid(preds) > 0.5).float() == y).float().mean()


def train(model, iterator, optimizer, criterion):
    losses, accs = [], []
    model.train()
    for text, label in iterator:
        optimizer.zero_grad()
        predictions = model(text).squeeze(1)
        loss = criterion(predictions, label)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        accs.append(binary_accuracy(predictions, label).item())
    return sum(losses) / len(losses), sum(accs) / len(accs)


model = RNN(len(WORDS), 16, 12)
data = list(reviews(65))
print(train(model, iterate(data, 16), torch.optim.Adam(model.parameters()), nn.BCEWithLogitsLoss()))
