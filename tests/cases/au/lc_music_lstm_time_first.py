import numpy as np
import torch
from torch import nn

torch.manual_seed(1)
songs = "X:1 T:Reel M:C| K:D |: dfed BAFA | d2 fd efed :| " * 20
vocab = sorted(set(songs))
char2idx = {u: i for i, u in enumerate(vocab)}
vectorized_songs = np.array([char2idx[c] for c in songs])

params = dict(
    batch_size=8,
    seq_length=40,
    embedding_dim=32,
    hidden_size=64,
    learning_rate=5e-3,
)


def get_batch(vectorized, seq_length, batch_size):
    n = vectorized.shape[0] - 1
    idx = np.random.RandomState(0).choice(n - seq_length, batch_size)
    x = np.stack([vectorized[i:i + seq_length] for i in idx])
    y = np.stack([vectorized[i + 1:i + seq_length + 1] for i in idx])
    return torch.tensor(x, dtype=torch.long), torch.tensor(y, dtype=torch.long)


class LSTMModel(nn.Module):
    def __init__(self, vocab_size, embedding_dim, hidden_size):
        super(LSTMModel, self).__init__()
        self.hidden_size = hidden_size
        self.embedding = nn.Embedding(vocab_size, embedding_dim)
        self.lstm = nn.LSTM(embedding_dim, hidden_size)
        self.fc = nn.Linear(hidden_size, vocab_size)

    def init_hidden(self, batch_size, device):
        return (torch.zeros(1, batch_size, self.hidden_size).to(device),
                torch.zeros(1, batch_size, self.hidden_size).to(device))

    def forward(self, x, state=None, return_state=False):
        x = self.embedding(x)
        if state is None:
            state = self.init_hidden(x.size(0), x.device)
        out, state = self.lstm(x, state)
        out = self.fc(out)
        return out if not return_state else (out, state)


def compute_loss(labels, logits):
    return nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), labels.reshape(-1))


model = LSTMModel(len(vocab), params["embedding_dim"], params["hidden_size"])
optimizer = torch.optim.Adam(model.parameters(), lr=params["learning_rate"])
for it in range(3):
    x_batch, y_batch = get_batch(vectorized_songs, params["seq_length"], params["batch_size"])
    optimizer.zero_grad()
    loss = compute_loss(y_batch, model(x_batch))
    loss.backward()
    optimizer.step()
    print(it, loss.item())

# continue a tune
model.eval()
current, state = torch.tensor([[char2idx["X"]]]), None
text = "X"
for _ in range(30):
    prediction, state = model(current, state, return_state=True)
    current = torch.multinomial(prediction[:, -1].softmax(dim=-1), 1)
    text += vocab[current.item()]
print(text)
