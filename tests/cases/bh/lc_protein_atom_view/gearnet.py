import torch
from torch import nn


class RelationalGraphConv(nn.Module):
    def __init__(self, input_dim, output_dim, num_relation):
        super().__init__()
        self.input_dim, self.num_relation = input_dim, num_relation
        self.self_loop = nn.Linear(input_dim, output_dim)
        self.linear = nn.Linear(num_relation * input_dim, output_dim)

    def forward(self, graph, x):
        adjacency = graph.adjacency()
        degree = adjacency.sum(-1, keepdim=True).clamp(min=1)
        update = ((adjacency / degree) @ x).transpose(0, 1).contiguous()
        update = update.view(graph.num_node, self.num_relation * self.input_dim)
        return torch.relu(self.linear(update) + self.self_loop(x))


class GearNet(nn.Module):
    def __init__(self, input_dim, hidden_dims, num_relation, num_class):
        super().__init__()
        dims = [input_dim] + list(hidden_dims)
        self.layers = nn.ModuleList(RelationalGraphConv(a, b, num_relation) for a, b in zip(dims, dims[1:]))
        self.mlp = nn.Linear(sum(hidden_dims), num_class)

    def forward(self, graph, x):
        hiddens = []
        for layer in self.layers:
            x = layer(graph, x)
            hiddens.append(x)
        return self.mlp(torch.cat(hiddens, dim=-1).sum(dim=0, keepdim=True))
