import torch
import torch.nn.functional as F
from torch import nn


class GCNConv(nn.Module):
    """X' = D^-1/2 (A + I) D^-1/2 X W"""

    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.lin = nn.Linear(in_channels, out_channels, bias=False)
        self.bias = nn.Parameter(torch.zeros(out_channels))

    def forward(self, x, edge_index):
        n = x.size(0)
        loops = torch.arange(n).repeat(2, 1)
        row, col = torch.cat([edge_index, loops], dim=1)
        degree = torch.zeros(n).index_add_(0, col, torch.ones(len(col)))
        norm = degree[row].rsqrt() * degree[col].rsqrt()
        x = self.lin(x)
        out = torch.zeros_like(x).index_add_(0, col, x[row] * norm[:, None])
        return out + self.bias


class Data:
    def __init__(self, x, edge_index):
        self.x, self.edge_index = x, edge_index
        self.num_nodes = len(x)


torch.manual_seed(12)
features = torch.rand(292, 43)
data = Data(features, torch.randint(0, 292, (2, 590)))


class Net(nn.Module):
    def __init__(self):
        super(Net, self).__init__()
        self.conv1 = GCNConv(features.shape[0], 64)
        self.conv2 = GCNConv(64, 16)

    def encode(self, x, edge_index):
        x = F.relu(self.conv1(x, edge_index))
        return self.conv2(x, edge_index)

    def decode(self, z, pairs):
        return (z[pairs[0]] * z[pairs[1]]).sum(dim=-1)


model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)


def train():
    model.train()
    optimizer.zero_grad()
    z = model.encode(data.x, data.edge_index)
    absent = torch.randint(0, data.num_nodes, data.edge_index.shape)
    logits = model.decode(z, torch.cat([data.edge_index, absent], dim=1))
    labels = torch.cat([torch.ones(590), torch.zeros(590)])
    loss = F.binary_cross_entropy_with_logits(logits, labels)
    loss.backward()
    optimizer.step()
    return loss.item()


for epoch in range(1, 4):
    print(epoch, round(train(), 4))
