import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class SentimentLSTM(nn.Module):
    def __init__(self, vocab_size, embedding_dim=32, hidden_dim=48, n_layers=2, drop_prob=0.3):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_dim, n_layers, dropout=drop_prob, batch_first=True)
        self.dropout = nn.Dropout(drop_prob)
        self.fc = nn.Linear(hidden_dim * n_layers, 1)

    def forward(self, tokens):
        _, (hidden, _) = self.lstm(self.embedding(tokens))
        last = self.dropout(hidden[-1])
        return self.fc(last).squeeze(1)


def train(model, loader, epochs=1):
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    for epoch in range(epochs):
        for tokens, label in loader:
            optimizer.zero_grad()
            loss = criterion(model(tokens), label)
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 5)
            optimizer.step()
        print(f"epoch {epoch} {loss.item():.3f}")


if __name__ == "__main__":
    torch.manual_seed(0)
    reviews = torch.randint(1, 500, (40, 24))
    liked = torch.randint(0, 2, (40,)).float()
    train(SentimentLSTM(500), DataLoader(TensorDataset(reviews, liked), batch_size=10, shuffle=True))
