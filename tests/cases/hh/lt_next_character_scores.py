import torch
import torch.nn as nn

torch.manual_seed(3)

SEQ_LEN = 100
BATCH = 128
ALPHABET = "abcdefghijklmnopqrstuvwxyz0123456789 .,;:!?'"

text = torch.randint(0, len(ALPHABET), (BATCH * SEQ_LEN + 1,))


def batches(text):
    """all windows of SEQ_LEN characters and the same windows one character later"""
    n = (len(text) - 1) // SEQ_LEN
    x = text[: n * SEQ_LEN].view(n, SEQ_LEN)
    y = text[1: n * SEQ_LEN + 1].view(n, SEQ_LEN)
    for i in range(0, n, BATCH):
        yield x[i:i + BATCH], y[i:i + BATCH]


class CharLSTM(nn.Module):
    def __init__(self, n_chars, emb_dim=32, hidden_dim=64, n_layers=1):
        super().__init__()
        self.emb = nn.Embedding(n_chars, emb_dim)
        self.lstm = nn.LSTM(emb_dim, hidden_dim, n_layers, batch_first=True)
        self.drop = nn.Dropout(0.2)
        self.out = nn.Linear(hidden_dim, n_chars)

    def forward(self, x, state=None):
        h, state = self.lstm(self.emb(x), state)
        return self.out(self.drop(h)), state


model = CharLSTM(len(ALPHABET))
criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)

for epoch in range(2):
    for x, y in batches(text):
        output, _ = model(x)
        loss = criterion(output, y)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5)
        optimizer.step()
    print(f"epoch {epoch} loss {loss.item():.4f}")
