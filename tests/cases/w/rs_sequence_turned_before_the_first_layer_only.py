import torch
import torch.nn as nn


class LayerNormLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.i2h = nn.Linear(input_size, 4 * hidden_size)
        self.h2h = nn.Linear(hidden_size, 4 * hidden_size)
        self.norm_i, self.norm_h = nn.LayerNorm(4 * hidden_size), nn.LayerNorm(4 * hidden_size)
        self.norm_c = nn.LayerNorm(hidden_size)

    def forward(self, x, state):
        h, c = state
        i2h = self.norm_i(self.i2h(x))
        h2h = self.norm_h(self.h2h(h))
        gates = i2h + h2h
        i, f, g, o = gates.chunk(4, dim=-1)
        c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
        h = torch.sigmoid(o) * torch.tanh(self.norm_c(c))
        return h, (h, c)


class LSTM(nn.Module):
    """Stacked cells; sequences are (time, batch, features) inside, and outside unless batch_first."""

    def __init__(self, input_size, hidden_size, num_layers=1, batch_first=False):
        super().__init__()
        self.hidden_size, self.batch_first = hidden_size, batch_first
        sizes = [input_size] + [hidden_size] * (num_layers - 1)
        self.cells = nn.ModuleList(LayerNormLSTMCell(size, hidden_size) for size in sizes)

    def init_hidden(self, batch_size):
        zeros = torch.zeros(batch_size, self.hidden_size)
        return [(zeros, zeros) for _ in self.cells]

    def layer_forward(self, cell, x, state):
        if self.batch_first:
            x = x.permute(1, 0, 2)
        outputs = []
        for step in x:
            y, state = cell(step, state)
            outputs.append(y)
        return torch.stack(outputs), state

    def forward(self, x, states):
        last = []
        for cell, state in zip(self.cells, states):
            x, state = self.layer_forward(cell, x, state)
            last.append(state)
        if self.batch_first:
            x = x.permute(1, 0, 2)
        return x, last


class Tagger(nn.Module):
    def __init__(self, vocab, tags, emb=24, hidden=40, layers=2):
        super().__init__()
        self.embedding = nn.Embedding(vocab, emb)
        self.lstm = LSTM(emb, hidden, layers, batch_first=True)
        self.out = nn.Linear(hidden, tags)

    def forward(self, words):
        hidden, _ = self.lstm(self.embedding(words), self.lstm.init_hidden(words.size(0)))
        return self.out(hidden)


torch.manual_seed(0)
model = Tagger(vocab=200, tags=9)
optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
for _ in range(2):
    words, tags = torch.randint(0, 200, (32, 50)), torch.randint(0, 9, (32, 50))
    loss = nn.functional.cross_entropy(model(words).transpose(1, 2), tags)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item())
