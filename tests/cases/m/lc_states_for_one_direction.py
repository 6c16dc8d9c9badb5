import torch
import torch.nn as nn


class SharedDropout(nn.Module):
    """Drops the same features at every step."""

    def __init__(self, p=0.33):
        super().__init__()
        self.p = p

    def forward(self, x):
        if not self.training:
            return x
        mask = x.new_empty(x.shape[0], 1, x.shape[2]).bernoulli_(1 - self.p) / (1 - self.p)
        return x * mask


class VariationalLSTM(nn.Module):
    def __init__(self, input_size, hidden_size, num_layers=1, bidirectional=False, dropout=0.0):
        super().__init__()
        self.input_size = input_size
        self.hidden_size = hidden_size
        self.num_layers = num_layers
        self.bidirectional = bidirectional
        self.num_directions = 1 + self.bidirectional
        self.dropout = SharedDropout(dropout)
        self.lstm = nn.LSTM(input_size, hidden_size, num_layers, batch_first=True, bidirectional=bidirectional)

    def forward(self, x, hx=None):
        batch_size = x.shape[0]
        if hx is None:
            ih = x.new_zeros(self.num_layers, batch_size, self.hidden_size)
            h, c = ih, ih
        else:
            h, c = hx
        return self.lstm(self.dropout(x), (h, c))


class BiaffineParser(nn.Module):
    def __init__(self, n_words=200, n_embed=48, n_hidden=64, n_mlp=40):
        super().__init__()
        self.embed = nn.Embedding(n_words, n_embed)
        self.lstm = VariationalLSTM(n_embed, n_hidden, num_layers=2, bidirectional=True, dropout=0.2)
        self.mlp_dep = nn.Linear(2 * n_hidden, n_mlp)
        self.mlp_head = nn.Linear(2 * n_hidden, n_mlp)
        self.arc = nn.Parameter(torch.zeros(n_mlp, n_mlp))

    def forward(self, words):
        x, _ = self.lstm(self.embed(words))
        dep, head = self.mlp_dep(x).relu(), self.mlp_head(x).relu()
        return dep @ self.arc @ head.transpose(1, 2)


torch.manual_seed(1)
parser = BiaffineParser()
optimizer = torch.optim.Adam(parser.parameters(), lr=2e-3)
for words in torch.randint(0, 200, (24, 12)).split(8):
    arcs = torch.randint(0, 12, (len(words), 12))
    scores = parser(words)
    loss = nn.functional.cross_entropy(scores.flatten(0, 1), arcs.flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(loss.item())
