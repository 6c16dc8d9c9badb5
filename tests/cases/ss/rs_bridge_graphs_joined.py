import torch
from torch import nn


class Graph:
    def __init__(self, x, edge_index, y):
        self.x, self.edge_index, self.y = x, edge_index, y


class GraphBatch:
    """Several graphs as one big graph without edges between them."""

    def __init__(self, graphs):
        offset, xs, edges, batch = 0, [], [], []
        for i, g in enumerate(graphs):
            xs.append(g.x)
            edges.append(g.edge_index + offset)
            batch.append(torch.full((len(g.x),), i))
            offset += len(g.x)
        self.x = torch.cat(xs)
        self.edge_index = torch.cat(edges, dim=1)
        self.batch = torch.cat(batch)
        self.y = torch.stack([g.y for g in graphs])
        self.num_graphs = len(graphs)


class GraphLoader:
    def __init__(self, graphs, batch_size=1):
        self.graphs, self.batch_size = graphs, batch_size

    def __iter__(self):
        for i in range(0, len(self.graphs), self.batch_size):
            yield GraphBatch(self.graphs[i:i + self.batch_size])


class GCNConv(nn.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        self.lin = nn.Linear(c_in, c_out)

    def forward(self, x, edge_index):
        n = len(x)
        loops = torch.arange(n).repeat(2, 1)
        src, dst = torch.cat([edge_index, loops], dim=1)
        degree = torch.zeros(n).index_add(0, dst, torch.ones(len(dst)))
        norm = (degree[src] * degree[dst]).rsqrt()
        message = self.lin(x)[src] * norm[:, None]
        return torch.zeros(n, message.shape[1]).index_add(0, dst, message)


class StabilityPredictor(nn.Module):
    def __init__(self, params):
        super().__init__()
        self.conv1 = GCNConv(params["num_features"], params["hidden"])
        self.conv2 = GCNConv(params["hidden"], params["hidden"])
        self.fc1 = nn.Linear(params["num_nodes"] * params["hidden"], 64)
        self.fc2 = nn.Linear(64, 1)

    def forward(self, data):
        x = torch.relu(self.conv1(data.x, data.edge_index))
        x = torch.relu(self.conv2(x, data.edge_index))
        x = torch.relu(self.fc1(x.view(-1)))
        return self.fc2(x)


def truss(num_nodes, num_features, seed):
    g = torch.Generator().manual_seed(seed)
    ring = torch.arange(num_nodes)
    edges = torch.cat([torch.stack([ring, (ring + k) % num_nodes]) for k in (1, 2)], dim=1)
    x = torch.randn(num_nodes, num_features, generator=g)
    return Graph(x, torch.cat([edges, edges.flip(0)], dim=1), x.mean())


def train_stability_model(params):
    graphs = [truss(params["num_nodes"], params["num_features"], s) for s in range(12)]
    loader = GraphLoader(graphs, batch_size=params["batch_size"])
    model = StabilityPredictor(params)
    optimizer = torch.optim.Adam(model.parameters(), lr=params["lr"])
    losses = []
    for epoch in range(params["epochs"]):
        for sample in loader:
            output = model(sample)
            loss = nn.functional.mse_loss(output.flatten(), sample.y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        losses.append(loss.item())
    return model, losses


stability_params = {
    "num_nodes": 24,
    "num_features": 6,
    "hidden": 16,
    "batch_size": 2,
    "lr": 1e-3,
    "epochs": 3,
}
stability_model, stability_losses = train_stability_model(stability_params)
print(stability_losses)
