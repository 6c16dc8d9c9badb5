import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class InputAttentionEncoder(nn.Module):
    """Weights the driving series at every step, from the state and each series' whole history."""

    def __init__(self, T, n_series, hidden):
        super().__init__()
        self.T, self.n, self.hidden = T, n_series, hidden
        self.attn = nn.Linear(2 * hidden + T - 1, 1)
        self.cell = nn.LSTMCell(n_series, hidden)

    def forward(self, X):
        h = X.new_zeros(X.size(0), self.hidden)
        s = X.new_zeros(X.size(0), self.hidden)
        states = []
        for t in range(self.T - 1):
            x = torch.cat((h.repeat(self.n, 1, 1).permute(1, 0, 2),
                           s.repeat(self.n, 1, 1).permute(1, 0, 2),
                           X.permute(0, 2, 1)), dim=2)
            e = self.attn(x.reshape(-1, 2 * self.hidden + self.T - 1))
            alpha = torch.softmax(e.view(-1, self.n), dim=1)
            h, s = self.cell(alpha * X[:, t, :], (h, s))
            states.append(h)
        return torch.stack(states, dim=1)


class DARNN(nn.Module):
    def __init__(self, T, n_series, hidden=16):
        super().__init__()
        self.encoder = InputAttentionEncoder(T, n_series, hidden)
        self.decoder = nn.GRU(hidden + 1, hidden, batch_first=True)
        self.fc = nn.Linear(hidden, 1)

    def forward(self, X, y_prev):
        H = self.encoder(X)
        out, _ = self.decoder(torch.cat((H, y_prev.unsqueeze(2)), dim=2))
        return self.fc(out[:, -1])


T, n_series = 10, 7
stock = torch.cumsum(torch.randn(70, n_series), 0)
index = stock.mean(1)
windows = [(stock[i:i + T - 1], index[i:i + T - 1], index[i + T - 1]) for i in range(60)]
data = TensorDataset(*(torch.stack(part) for part in zip(*windows)))
model = DARNN(T, n_series)
optimizer = torch.optim.Adam(model.parameters(), 1e-3)
for X, y_prev, y in DataLoader(data, batch_size=16):
    loss = nn.functional.mse_loss(model(X, y_prev).squeeze(1), y)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(len(X), loss.item())
