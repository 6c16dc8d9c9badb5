import torch
from torch import nn
from torch.nn import functional as F


class Batch:
    """Molecules of one mini-batch as a single disconnected graph."""

    def __init__(self, x, edge_index, graph, n_graphs):
        self.x, self.edge_index, self.graph, self.n_graphs = x, edge_index, graph, n_graphs


def random_molecules(n_graphs=64, feat_dim=7):
    xs, edges, graph, start = [], [], [], 0
    for g in range(n_graphs):
        n = int(torch.randint(8, 20, (1,)))
        xs.append(F.one_hot(torch.randint(feat_dim, (n,)), feat_dim).float())
        a = torch.arange(start, start + n - 1)
        edges += [torch.stack([a, a + 1]), torch.stack([a + 1, a])]
        graph += [g] * n
        start += n
    return Batch(torch.cat(xs), torch.cat(edges, dim=1), torch.tensor(graph), n_graphs)


def drop_nodes(batch, ratio=0.1):
    keep = (torch.rand(len(batch.x), 1) > ratio).float()
    return Batch(batch.x * keep, batch.edge_index, batch.graph, batch.n_graphs)


class GIN(nn.Module):
    def __init__(self, dim_in, dim):
        super().__init__()
        self.eps = nn.Parameter(torch.zeros(1))
        self.mlp = nn.Sequential(nn.Linear(dim_in, dim), nn.ReLU(), nn.Linear(dim, dim), nn.BatchNorm1d(dim))

    def forward(self, x, edge_index):
        agg = torch.zeros_like(x).index_add(0, edge_index[1], x[edge_index[0]])
        return self.mlp((1 + self.eps) * x + agg).relu()


class Encoder(nn.Module):
    def __init__(self, feat_dim, hidden_dim, n_layers=3, jk="concat"):
        super().__init__()
        self.layers = nn.ModuleList([GIN(hidden_dim if i else feat_dim, hidden_dim) for i in range(n_layers)])
        self.jk = jk

    def forward(self, batch):
        x, pooled = batch.x, []
        for layer in self.layers:
            x = layer(x, batch.edge_index)
            pooled.append(x.new_zeros(batch.n_graphs, x.shape[1]).index_add(0, batch.graph, x))
        return torch.cat(pooled, dim=1) if self.jk == "concat" else pooled[-1]


class GraphCL(nn.Module):
    def __init__(self, encoder, dim, tau=0.5):
        super().__init__()
        self.encoder, self.tau = encoder, tau
        self.proj_head = nn.Sequential(nn.Linear(dim, dim), nn.ReLU(inplace=True), nn.Linear(dim, dim))

    def forward(self, view1, view2):
        z1 = F.normalize(self.proj_head(self.encoder(view1)), dim=1)
        z2 = F.normalize(self.proj_head(self.encoder(view2)), dim=1)
        return F.cross_entropy(z1 @ z2.t() / self.tau, torch.arange(len(z1)))


embed_dim, n_layers = 128, 3
encoder = Encoder(feat_dim=7, hidden_dim=embed_dim, n_layers=n_layers)
graphcl = GraphCL(encoder, embed_dim)
optimizer = torch.optim.Adam(graphcl.parameters(), lr=1e-3)
for step in range(6):
    batch = random_molecules()
    loss = graphcl(drop_nodes(batch), drop_nodes(batch))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    print(step, round(loss.item(), 4))
