import torch
from torch import nn


def mlp(n_in, sizes):
    layers = []
    for i, n_out in enumerate(sizes):
        if i:
            layers.append(nn.ReLU())
        layers.append(nn.Linear(n_in, n_out))
        n_in = n_out
    return nn.Sequential(*layers)


class GraphPropLayer(nn.Module):
    def __init__(self, node_state_dim, edge_feature_dim, edge_hidden_sizes, use_reverse_direction=True):
        super().__init__()
        self.edge_feature_dim = edge_feature_dim
        message_in = node_state_dim * 2 + 1
        self.message_net = mlp(message_in, edge_hidden_sizes)
        self.reverse_message_net = mlp(message_in, edge_hidden_sizes) if use_reverse_direction else None
        self.gru = nn.GRUCell(edge_hidden_sizes[-1], node_state_dim)

    def propagate(self, net, states, src, dst, edge_features):
        messages = net(torch.cat([states[src], states[dst], edge_features], dim=-1))
        return messages.new_zeros(len(states), messages.shape[1]).index_add(0, dst, messages)

    def forward(self, states, from_idx, to_idx, edge_features):
        total = self.propagate(self.message_net, states, from_idx, to_idx, edge_features)
        if self.reverse_message_net is not None:
            total = total + self.propagate(self.reverse_message_net, states, to_idx, from_idx, edge_features)
        return self.gru(total, states)


class GraphEmbeddingNet(nn.Module):
    def __init__(self, encoder, prop, n_prop_layers, graph_vec_dim):
        super().__init__()
        self.encoder = nn.Linear(encoder["node_feature_dim"], encoder["node_state_dim"])
        self.prop_layers = nn.ModuleList(GraphPropLayer(**prop) for _ in range(n_prop_layers))
        self.gate = nn.Linear(prop["node_state_dim"], graph_vec_dim)
        self.value = nn.Linear(prop["node_state_dim"], graph_vec_dim)

    def forward(self, node_features, edge_features, from_idx, to_idx, graph_idx, n_graphs):
        states = self.encoder(node_features)
        for layer in self.prop_layers:
            states = layer(states, from_idx, to_idx, edge_features)
        gated = torch.sigmoid(self.gate(states)) * self.value(states)
        return gated.new_zeros(n_graphs, gated.shape[1]).index_add(0, graph_idx, gated)
