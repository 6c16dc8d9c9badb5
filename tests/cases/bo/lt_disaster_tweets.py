import random
import re
from collections import Counter

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.utils.data import DataLoader, Dataset


class Preprocessing:
    def __init__(self, texts, num_words=60, seq_len=12):
        self.seq_len = seq_len
        counts = Counter(w for t in texts for w in self.tokens(t))
        self.vocab = {w: i + 1 for i, (w, _) in enumerate(counts.most_common(num_words - 1))}

    @staticmethod
    def tokens(text):
        return re.findall(r"[a-z]+", text.lower())

    def encode(self, text):
        ids = [self.vocab[w] for w in self.tokens(text) if w in self.vocab][: self.seq_len]
        return ids + [0] * (self.seq_len - len(ids))


def scrape_tweets(n):
    rnd = random.Random(13)
    real = ["flood", "evacuate", "wildfire", "earthquake", "sirens", "rescue"]
    calm = ["coffee", "album", "monday", "sale", "puppy", "match"]
    filler = "the a in near our so just now again people today".split()
    texts, labels = [], []
    for _ in range(n):
        y = rnd.randint(0, 1)
        words = rnd.choices(real if y else calm, k=3) + rnd.choices(filler, k=rnd.randint(3, 7))
        rnd.shuffle(words)
        texts.append(" ".join(words))
        labels.append(y)
    return texts, labels


class DatasetMapper(Dataset):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __len__(self):
        return len(self.x)

    def __getitem__(self, idx):
        return self.x[idx], self.y[idx]


class TweetClassifier(nn.Module):
    def __init__(self, num_words, hidden_dim=32, lstm_layers=2):
        super().__init__()
        self.embedding = nn.Embedding(num_words, hidden_dim, padding_idx=0)
        self.lstm = nn.LSTM(hidden_dim, hidden_dim, num_layers=lstm_layers, batch_first=True)
        self.dropout = nn.Dropout(0.3)
        self.fc1 = nn.Linear(hidden_dim, hidden_dim * 2)
        self.fc2 = nn.Linear(hidden_dim * 2, 1)

    def forward(self, x):
        _, (hidden, _) = self.lstm(self.embedding(x))
        out = torch.relu(self.fc1(self.dropout(hidden[-1])))
        return torch.sigmoid(self.fc2(out))


class Execute:
    def __init__(self, batch_size=64, epochs=2):
        self.batch_size, self.epochs = batch_size, epochs
        texts, labels = scrape_tweets(256)
        self.prep = Preprocessing(texts)
        x = torch.tensor([self.prep.encode(t) for t in texts])
        y = torch.tensor(labels)
        self.train_data = DatasetMapper(x[:192], y[:192])
        self.test_data = DatasetMapper(x[192:], y[192:])
        self.model = TweetClassifier(num_words=len(self.prep.vocab) + 1)

    def batches(self, data):
        for x_batch, y_batch in DataLoader(data, batch_size=self.batch_size):
            x = x_batch.long()
            y = y_batch.float()
            yield x, y

    def train(self):
        optimizer = torch.optim.RMSprop(self.model.parameters(), lr=0.01)
        for epoch in range(self.epochs):
            self.model.train()
            for x, y in self.batches(self.train_data):
                y_pred = self.model(x)
                loss = F.binary_cross_entropy(y_pred, y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            print(f"Epoch {epoch + 1}: loss {loss.item():.4f}, test accuracy {self.evaluation():.3f}")

    @torch.no_grad()
    def evaluation(self):
        self.model.eval()
        right = 0
        for x, y in self.batches(self.test_data):
            guess = self.model(x) > 0.5
            right += (guess.flatten() == (y.flatten() > 0.5)).sum().item()
        return right / len(self.test_data)


if __name__ == "__main__":
    torch.manual_seed(2)
    Execute().train()
