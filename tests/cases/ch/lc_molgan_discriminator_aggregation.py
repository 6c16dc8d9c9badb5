import torch
from torch import nn
import torch.nn.functional as F

VERTEXES, ATOM_TYPES, BOND_TYPES, Z_DIM = 9, 6, 5, 16


def sample_molecules(n):
    """One-hot atoms (n, 9, 6) and one-hot bonds (n, 9, 9, 5); bond type 0 means no bond."""
    nodes = torch.randint(0, ATOM_TYPES, (n, VERTEXES))
    upper = torch.randint(0, BOND_TYPES, (n, VERTEXES, VERTEXES)).triu(1)
    return F.one_hot(nodes, ATOM_TYPES).float(), F.one_hot(upper + upper.mT, BOND_TYPES).float()


class Generator(nn.Module):
    def __init__(self, hidden=64):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(Z_DIM, hidden), nn.Tanh(), nn.Linear(hidden, hidden), nn.Tanh())
        self.edges = nn.Linear(hidden, BOND_TYPES * VERTEXES ** 2)
        self.nodes = nn.Linear(hidden, ATOM_TYPES * VERTEXES)

    def forward(self, z):
        h = self.layers(z)
        edges = self.edges(h).view(-1, VERTEXES, VERTEXES, BOND_TYPES)
        nodes = self.nodes(h).view(-1, VERTEXES, ATOM_TYPES)
        return nodes.softmax(-1), (edges + edges.transpose(1, 2)).softmax(-1)


class GraphAggregation(nn.Module):
    def __init__(self, in_features, out_features, b_dim):
        super().__init__()
        self.gate = nn.Sequential(nn.Linear(in_features + b_dim, out_features), nn.Sigmoid())
        self.value = nn.Sequential(nn.Linear(in_features + b_dim, out_features), nn.Tanh())

    def forward(self, annotations):
        return torch.tanh((self.gate(annotations) * self.value(annotations)).sum(dim=1))


class Discriminator(nn.Module):
    def __init__(self, m_dim, b_dim, conv_dim=24, aux_dim=48):
        super().__init__()
        self.gcn = nn.Linear(m_dim, conv_dim)
        self.agg_layer = GraphAggregation(conv_dim, aux_dim, b_dim)
        self.output = nn.Linear(aux_dim, 1)

    def forward(self, node, edge):
        message = self.gcn(node)
        h = torch.tanh(torch.einsum("bijk,bjf->bif", edge[..., 1:], message) + message)
        return self.output(self.agg_layer(torch.cat([h, node], dim=-1)))


G, D = Generator(), Discriminator(ATOM_TYPES, BOND_TYPES)
g_optimizer = torch.optim.RMSprop(G.parameters(), 1e-3)
d_optimizer = torch.optim.RMSprop(D.parameters(), 1e-3)
for step in range(3):
    fake_nodes, fake_bonds = G(torch.randn(16, Z_DIM))
    d_loss = D(fake_nodes.detach(), fake_bonds.detach()).mean() - D(*sample_molecules(16)).mean()
    d_optimizer.zero_grad()
    d_loss.backward()
    d_optimizer.step()
    g_loss = -D(fake_nodes, fake_bonds).mean()
    g_optimizer.zero_grad()
    g_loss.backward()
    g_optimizer.step()
    print(f"step {step}: D {d_loss.item():.3f} G {g_loss.item():.3f}")
