import argparse

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

VOCAB = 300


def synth_reviews(n, length, seed):
    rng = np.random.RandomState(seed)
    tokens = rng.randint(1, VOCAB, (n, length))
    labels = (tokens[:, :5].sum(1) > 5 * VOCAB / 2).astype(np.float32)
    return TensorDataset(torch.from_numpy(tokens), torch.from_numpy(labels))


class SentimentNet(nn.Module):
    def __init__(self, vocab_size, output_size, embedding_dim, hidden_dim, n_layers, drop_prob=0.5):
        super().__init__()
        self.n_layers = n_layers
        self.hidden_dim = hidden_dim
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, n_layers, dropout=drop_prob, batch_first=True)
        self.dropout = nn.Dropout(drop_prob)
        self.fc = nn.Linear(hidden_dim, output_size)

    def forward(self, x, hidden):
        embeds = self.embedding(x)
        lstm_out, hidden = self.lstm(embeds, hidden)
        out = self.fc(self.dropout(lstm_out[:, -1]))
        return torch.sigmoid(out), hidden

    def init_hidden(self, batch_size):
        weight = next(self.parameters()).data
        return (weight.new_zeros(self.n_layers, batch_size, self.hidden_dim),
                weight.new_zeros(self.n_layers, batch_size, self.hidden_dim))


def validate(model, loader, criterion, batch_size):
    losses = []
    h = model.init_hidden(batch_size)
    model.eval()
    with torch.no_grad():
        for inputs, labels in loader:
            h = tuple(each.data for each in h)
            output, h = model(inputs, h)
            losses.append(criterion(output.squeeze(1), labels).item())
    model.train()
    return float(np.mean(losses))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch-size", type=int, default=40)
    parser.add_argument("--seq-len", type=int, default=24)
    parser.add_argument("--epochs", type=int, default=1)
    args = parser.parse_args()

    train_data = synth_reviews(400, args.seq_len, seed=0)
    val_data = synth_reviews(146, args.seq_len, seed=1)
    train_loader = DataLoader(train_data, shuffle=True, batch_size=args.batch_size)
    val_loader = DataLoader(val_data, shuffle=True, batch_size=args.batch_size)

    model = SentimentNet(VOCAB, 1, embedding_dim=16, hidden_dim=32, n_layers=2)
    criterion = nn.BCELoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=5e-3)
    for epoch in range(args.epochs):
        h = model.init_hidden(args.batch_size)
        for inputs, labels in train_loader:
            h = tuple(each.data for each in h)
            output, h = model(inputs, h)
            loss = criterion(output.squeeze(1), labels)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5)
            optimizer.step()
        val = validate(model, val_loader, criterion, args.batch_size)
        print(f"epoch {epoch}: train {loss.item():.3f} val {val:.3f}")


if __name__ == "__main__":
    main()
