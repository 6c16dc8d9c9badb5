import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

rng = np.random.default_rng(21)
NUM_NODES, NUM_EDGES = 292, 590

features = rng.normal(size=(NUM_NODES, 43)).astype(np.float32)
edges = rng.integers(0, NUM_NODES, size=(2, NUM_EDGES))


class GraphData:
    def __init__(self, x, edge_index):
        self.x, self.edge_index = x, edge_index

    @property
    def num_nodes(self):
        return self.x.shape[0]


class GCNConv(nn.Module):
    """Symmetrically normalised neighbourhood average behind a linear map."""

    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.lin = nn.Linear(in_channels, out_channels, bias=False)
        self.bias = nn.Parameter(torch.zeros(out_channels))

    def forward(self, x, edge_index):
        loops = torch.arange(x.shape[0])
        row = torch.cat([edge_index[0], loops])
        col = torch.cat([edge_index[1], loops])
        deg = torch.zeros(x.shape[0]).index_add(0, col, torch.ones(len(col)))
        norm = deg[row].rsqrt() * deg[col].rsqrt()
        x = self.lin(x)
        out = torch.zeros_like(x).index_add(0, col, norm[:, None] * x[row])
        return out + self.bias


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = GCNConv(features.shape[0], 64)
        self.conv2 = GCNConv(64, 16)

    def forward(self, data):
        x = F.relu(self.conv1(data.x, data.edge_index))
        x = F.dropout(x, p=0.2, training=self.training)
        return self.conv2(x, data.edge_index)


def negative_edges(num_nodes, count):
    return torch.from_numpy(rng.integers(0, num_nodes, size=(2, count)))


def score(z, pairs):
    return (z[pairs[0]] * z[pairs[1]]).sum(dim=1)


def link_loss(z, pos, neg):
    logits = torch.cat([score(z, pos), score(z, neg)])
    labels = torch.cat([torch.ones(pos.shape[1]), torch.zeros(neg.shape[1])])
    return F.binary_cross_entropy_with_logits(logits, labels)


torch.manual_seed(0)
data = GraphData(torch.from_numpy(features), torch.from_numpy(edges))
model = Net()
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
embedding = []
for epoch in range(1, 21):
    model.train()
    optimizer.zero_grad()
    node_embd = model(data)
    loss = link_loss(node_embd, data.edge_index, negative_edges(data.num_nodes, NUM_EDGES))
    loss.backward()
    optimizer.step()
    embedding.append(node_embd.detach())
    if epoch % 5 == 0:
        print(f"epoch {epoch:3d} loss {loss.item():.4f}")
print("last embedding", tuple(embedding[-1].shape))
