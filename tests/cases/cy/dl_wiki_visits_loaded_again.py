import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


class WikiMathsDatasetLoader:
    """Daily visits of popular mathematics articles, the pages are linked to each other."""

    def __init__(self, n_nodes=30, n_days=80):
        rng = np.random.default_rng(12)
        weekly = 1 + 0.4 * np.sin(2 * np.pi * np.arange(n_days) / 7)
        self._visits = np.outer(weekly, rng.gamma(2.0, 1.0, n_nodes)) + 0.1 * rng.normal(size=(n_days, n_nodes))
        self._links = rng.random((n_nodes, n_nodes)) < 0.15
        self._weights = rng.random((n_nodes, n_nodes))

    def _get_adjacency(self):
        adj = torch.tensor(self._links * self._weights, dtype=torch.float32) + torch.eye(len(self._links))
        return adj / adj.sum(dim=1, keepdim=True)

    def _get_targets_and_features(self):
        z = (self._visits - self._visits.mean(axis=0)) / self._visits.std(axis=0)
        self.features = [z[i: i + self.lags].T for i in range(len(z) - self.lags)]
        self.targets = [z[i + self.lags] for i in range(len(z) - self.lags)]

    def get_dataset(self, lags=8):
        """Returning the Wikipedia maths data iterator.

        Args types:
            * lags (int) - The number of time lags.
        """
        self.lags = lags
        self._get_targets_and_features()
        return StaticGraphTemporalSignal(self._get_adjacency(), self.features, self.targets)


class StaticGraphTemporalSignal:
    def __init__(self, adjacency, features, targets):
        self.adjacency, self.features, self.targets = adjacency, features, targets

    @property
    def snapshot_count(self):
        return len(self.features)

    def __iter__(self):
        for x, y in zip(self.features, self.targets):
            yield (torch.tensor(x, dtype=torch.float32), self.adjacency, torch.tensor(y, dtype=torch.float32))


def temporal_signal_split(data_iterator, train_ratio=0.8):
    n = int(train_ratio * data_iterator.snapshot_count)
    train = StaticGraphTemporalSignal(data_iterator.adjacency, data_iterator.features[:n], data_iterator.targets[:n])
    test = StaticGraphTemporalSignal(data_iterator.adjacency, data_iterator.features[n:], data_iterator.targets[n:])
    return train, test


class GraphConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.lin = nn.Linear(in_channels, out_channels, bias=False)
        self.bias = nn.Parameter(torch.zeros(out_channels))

    def forward(self, x, adj):
        return adj @ self.lin(x) + self.bias


class GConvGRU(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.out_channels = out_channels
        self.conv_x_z, self.conv_h_z = GraphConv(in_channels, out_channels), GraphConv(out_channels, out_channels)
        self.conv_x_r, self.conv_h_r = GraphConv(in_channels, out_channels), GraphConv(out_channels, out_channels)
        self.conv_x_h, self.conv_h_h = GraphConv(in_channels, out_channels), GraphConv(out_channels, out_channels)

    def forward(self, x, adj, h=None):
        if h is None:
            h = torch.zeros(x.shape[0], self.out_channels)
        z = torch.sigmoid(self.conv_x_z(x, adj) + self.conv_h_z(h, adj))
        r = torch.sigmoid(self.conv_x_r(x, adj) + self.conv_h_r(h, adj))
        h_tilde = torch.tanh(self.conv_x_h(x, adj) + self.conv_h_h(h * r, adj))
        return z * h + (1 - z) * h_tilde


class RecurrentGCN(nn.Module):
    def __init__(self, node_features, filters):
        super().__init__()
        self.recurrent = GConvGRU(node_features, filters)
        self.linear = nn.Linear(filters, 1)

    def forward(self, x, adj):
        h = F.relu(self.recurrent(x, adj))
        h = F.dropout(h, training=self.training)
        return self.linear(h)


loader = WikiMathsDatasetLoader()
dataset = loader.get_dataset(lags=14)
print("snapshots:", dataset.snapshot_count)

loader = WikiMathsDatasetLoader()
dataset = loader.get_dataset()
train_dataset, test_dataset = temporal_signal_split(dataset, train_ratio=0.5)

model = RecurrentGCN(node_features=14, filters=32)
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)

model.train()
for epoch in range(3):
    for time, (x, adj, y) in enumerate(train_dataset):
        cost = torch.mean((model(x, adj).squeeze(-1) - y) ** 2)
        cost.backward()
        optimizer.step()
        optimizer.zero_grad()

model.eval()
with torch.no_grad():
    cost = sum(torch.mean((model(x, adj).squeeze(-1) - y) ** 2) for x, adj, y in test_dataset)
print("MSE: {:.4f}".format(cost.item() / test_dataset.snapshot_count))
