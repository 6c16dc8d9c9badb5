import torch
import torch.nn.functional as F
from torch import nn


class EnglandCovidDataset:
    """Daily cases of 129 regions and who travels where, a window of days per snapshot."""

    def __init__(self, days=40, regions=129):
        g = torch.Generator().manual_seed(1)
        self.cases = torch.randn(days, regions, generator=g)
        self.mobility = torch.rand(regions, regions, generator=g)

    def get_dataset(self, lags=8):
        for t in range(len(self.cases) - lags):
            yield self.cases[t:t + lags].t(), self.mobility, self.cases[t + lags]


class DConv(nn.Module):
    """Diffusion convolution along both directions of the edges."""

    def __init__(self, in_channels, out_channels, K):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(2, K, in_channels, out_channels))
        self.bias = nn.Parameter(torch.zeros(out_channels))
        nn.init.xavier_uniform_(self.weight)

    def forward(self, X, A):
        H = torch.matmul(X, self.weight[0, 0]) + torch.matmul(X, self.weight[1, 0])
        out_norm, in_norm = A / A.sum(1, keepdim=True), A.t() / A.sum(0)[:, None]
        T_o, T_i = X, X
        for k in range(1, self.weight.size(1)):
            T_o, T_i = out_norm @ T_o, in_norm @ T_i
            H = H + T_o @ self.weight[0, k] + T_i @ self.weight[1, k]
        return H + self.bias


class DCRNN(nn.Module):
    def __init__(self, in_channels, out_channels, K):
        super().__init__()
        self.out_channels = out_channels
        self.conv_x_z = DConv(in_channels + out_channels, out_channels, K)
        self.conv_x_r = DConv(in_channels + out_channels, out_channels, K)
        self.conv_x_h = DConv(in_channels + out_channels, out_channels, K)

    def forward(self, X, A, H=None):
        if H is None:
            H = X.new_zeros(X.size(0), self.out_channels)
        Z = torch.sigmoid(self.conv_x_z(torch.cat([X, H], dim=1), A))
        R = torch.sigmoid(self.conv_x_r(torch.cat([X, H], dim=1), A))
        H_tilde = torch.tanh(self.conv_x_h(torch.cat([X, H * R], dim=1), A))
        return Z * H + (1 - Z) * H_tilde


class RecurrentGCN(nn.Module):
    def __init__(self, node_features):
        super().__init__()
        self.recurrent = DCRNN(node_features, 32, 1)
        self.linear = nn.Linear(32, 1)

    def forward(self, x, edge_weight):
        h = self.recurrent(x, edge_weight)
        h = F.relu(h)
        return self.linear(h)


loader = EnglandCovidDataset()
train_dataset = list(loader.get_dataset())

model = RecurrentGCN(node_features=4)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
model.train()
for epoch in range(3):
    cost = 0
    for time, (x, edge_attr, y) in enumerate(train_dataset):
        y_hat = model(x, edge_attr)
        cost = cost + torch.mean((y_hat.squeeze(1) - y) ** 2)
    cost = cost / (time + 1)
    cost.backward()
    optimizer.step()
    optimizer.zero_grad()
    print(epoch, cost.item())
