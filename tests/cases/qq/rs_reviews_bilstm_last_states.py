import random

import torch
import torch.nn as nn
import torch.optim as optim
from torch.nn.utils.rnn import pack_padded_sequence, pad_sequence
from torch.utils.data import DataLoader

SEED = 1234
random.seed(SEED)
torch.manual_seed(SEED)

POSITIVE = "great lovely funny brilliant warm superb".split()
NEGATIVE = "boring awful slow ugly weak terrible".split()
NEUTRAL = "the a film plot actor scene was is and very music story".split()


def make_reviews(n):
    reviews = []
    for _ in range(n):
        label = random.randint(0, 1)
        words = random.choices(NEUTRAL, k=random.randint(4, 15))
        words += random.choices(POSITIVE if label else NEGATIVE, k=3)
        random.shuffle(words)
        reviews.append((words, label))
    return reviews


train_data, test_data = make_reviews(256), make_reviews(64)
itos = ["<pad>", "<unk>"] + sorted({w for words, _ in train_data for w in words})
stoi = {w: i for i, w in enumerate(itos)}


def collate(batch):
    batch.sort(key=lambda pair: len(pair[0]), reverse=True)
    ids = [torch.tensor([stoi.get(w, 1) for w in words]) for words, _ in batch]
    lengths = torch.tensor([len(x) for x in ids])
    return pad_sequence(ids, batch_first=True), lengths, torch.tensor([y for _, y in batch])


class SentimentLSTM(nn.Module):
    def __init__(self, vocab_size, embedding_dim, hidden_dim, output_dim, n_layers, dropout, pad_idx):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim, padding_idx=pad_idx)
        self.rnn = nn.LSTM(embedding_dim, hidden_dim, num_layers=n_layers, bidirectional=True,
                           dropout=dropout, batch_first=True)
        self.fc = nn.Linear(hidden_dim * 2, output_dim)
        self.dropout = nn.Dropout(dropout)

    def forward(self, text, text_lengths):
        embedded = self.dropout(self.embedding(text))
        packed = pack_padded_sequence(embedded, text_lengths, batch_first=True)
        _, (hidden, cell) = self.rnn(packed)
        hidden = self.dropout(torch.cat((hidden[-2, :, :], hidden[-1, :, :])))
        return self.fc(hidden)


def train(model, iterator, optimizer, criterion):
    model.train()
    epoch_loss = 0
    for text, lengths, labels in iterator:
        optimizer.zero_grad()
        predictions = model(text, lengths)
        loss = criterion(predictions, labels)
        loss.backward()
        optimizer.step()
        epoch_loss += loss.item()
    return epoch_loss / len(iterator)


def evaluate(model, iterator):
    model.eval()
    hits, n = 0, 0
    with torch.no_grad():
        for text, lengths, labels in iterator:
            hits += (model(text, lengths).argmax(1) == labels).sum().item()
            n += len(labels)
    return hits / n


BATCH_SIZE = 32
train_iterator = DataLoader(train_data, batch_size=BATCH_SIZE, shuffle=True, collate_fn=collate)
test_iterator = DataLoader(test_data, batch_size=BATCH_SIZE, collate_fn=collate)

model = SentimentLSTM(len(itos), 50, 64, 2, 2, 0.3, stoi["<pad>"])
optimizer = optim.Adam(model.parameters())
criterion = nn.CrossEntropyLoss()

for epoch in range(2):
    train_loss = train(model, train_iterator, optimizer, criterion)
    print(f"Epoch {epoch + 1:02} | Train Loss: {train_loss:.3f} | Test Acc: {evaluate(model, test_iterator):.2%}")
