import torch
from torch import nn


class Field:
    def __init__(self, sequential=True, dtype=torch.long):
        self.sequential, self.dtype = sequential, dtype

    def preprocess(self, value):
        return value.split() if self.sequential else value

    def build_vocab(self, values):
        rows = [self.preprocess(v) for v in values]
        words = sorted({w for r in rows for w in r}) if self.sequential else sorted(set(rows))
        words = ["<pad>"] + words if self.sequential else words
        self.stoi = {w: i for i, w in enumerate(words)}

    def process(self, values):
        rows = [self.preprocess(v) for v in values]
        if not self.sequential:
            return torch.tensor([self.stoi[r] for r in rows], dtype=self.dtype)
        size = max(len(r) for r in rows)
        ids = [[self.stoi[w] for w in r + ["<pad>"] * (size - len(r))] for r in rows]
        return torch.tensor(ids, dtype=self.dtype).t()


class RNN(nn.Module):
    def __init__(self, input_dim, embedding_dim=32, hidden_dim=64, output_dim=1):
        super().__init__()
        self.embedding = nn.Embedding(input_dim, embedding_dim)
        self.rnn = nn.RNN(embedding_dim, hidden_dim)
        self.fc = nn.Linear(hidden_dim, output_dim)

    def forward(self, text):
        output, hidden = self.rnn(self.embedding(text))
        return self.fc(hidden.squeeze(0))


reviews = [("a lovely film", "pos"), ("what a dull mess", "neg"), ("great fun for all", "pos"), ("boring", "neg")] * 8
TEXT = Field()
LABEL = Field(dtype=torch.float)
TEXT.build_vocab([t for t, _ in reviews])
LABEL.build_vocab([y for _, y in reviews])

model = RNN(len(TEXT.stoi))
optimizer = torch.optim.SGD(model.parameters(), lr=1e-3)
criterion = nn.BCEWithLogitsLoss()
for start in range(0, len(reviews), 16):
    texts, labels = zip(*reviews[start:start + 16])
    predictions = model(TEXT.process(texts)).squeeze(1)
    loss = criterion(predictions, LABEL.process(labels))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(f"Train Loss: {loss.item():.3f}")
