import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


class BNLSTMCell(nn.Module):
    def __init__(self, input_size, hidden_size):
        super().__init__()
        self.hidden_size = hidden_size
        self.weight_ih = nn.Parameter(nn.init.orthogonal_(torch.empty(input_size, 4 * hidden_size)))
        self.weight_hh = nn.Parameter(torch.eye(hidden_size).repeat(1, 4))
        self.bias = nn.Parameter(torch.zeros(4 * hidden_size))
        self.bn_ih = nn.BatchNorm1d(4 * hidden_size)
        self.bn_hh = nn.BatchNorm1d(4 * hidden_size)
        self.bn_c = nn.BatchNorm1d(hidden_size)

    def forward(self, input_, hx):
        h_0, c_0 = hx
        wh = torch.mm(h_0, self.weight_hh)
        wi = torch.mm(input_, self.weight_ih)
        gates = self.bn_hh(wh) + self.bn_ih(wi) + self.bias
        f, i, o, g = torch.split(gates, self.hidden_size, dim=1)
        c_1 = torch.sigmoid(f) * c_0 + torch.sigmoid(i) * torch.tanh(g)
        h_1 = torch.sigmoid(o) * torch.tanh(self.bn_c(c_1))
        return h_1, c_1


class LSTM(nn.Module):
    def __init__(self, cell_class, input_size, hidden_size, num_layers=1):
        super().__init__()
        self.hidden_size, self.num_layers = hidden_size, num_layers
        for layer in range(num_layers):
            layer_input_size = input_size if layer == 0 else hidden_size
            setattr(self, f"cell_{layer}", cell_class(layer_input_size, hidden_size))

    @staticmethod
    def _forward_rnn(cell, input_, hx):
        output = []
        for step in input_:
            hx = cell(step, hx)
            output.append(hx[0])
        return torch.stack(output, 0), hx

    def forward(self, input_):
        zeros = input_.new_zeros(input_.size(1), self.hidden_size)
        h_n, c_n = [], []
        for layer in range(self.num_layers):
            cell = getattr(self, f"cell_{layer}")
            layer_output, (layer_h_n, layer_c_n) = self._forward_rnn(cell, input_, (zeros, zeros))
            h_n.append(layer_h_n)
            c_n.append(layer_c_n)
        return layer_output, (torch.stack(h_n), torch.stack(c_n))


class ActivityRNN(nn.Module):
    """Six smartphone sensor channels, six activities."""

    def __init__(self, num_layers):
        super().__init__()
        self.rnn = LSTM(BNLSTMCell, input_size=6, hidden_size=48, num_layers=num_layers)
        self.fc = nn.Linear(48, 6)

    def forward(self, x):
        _, (h_n, _) = self.rnn(x.transpose(0, 1))
        return self.fc(h_n[-1])


windows = TensorDataset(torch.randn(64, 40, 6), torch.randint(0, 6, (64,)))
model = ActivityRNN(num_layers=2)
optimizer = torch.optim.RMSprop(model.parameters(), lr=1e-3)
for x, y in DataLoader(windows, batch_size=16):
    loss = nn.functional.cross_entropy(model(x), y)
    optimizer.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    print(loss.item())
