import torch
from torch import nn

from featurizers import DEFAULT_ATOM_FDIM, DEFAULT_BOND_FDIM


class BondMessagePassing(nn.Module):
    def __init__(self, d_v=DEFAULT_ATOM_FDIM, d_e=DEFAULT_BOND_FDIM, d_h=64, depth=3):
        super().__init__()
        self.W_i = nn.Linear(d_v + d_e, d_h, bias=False)
        self.W_h = nn.Linear(d_h, d_h, bias=False)
        self.W_o = nn.Linear(d_v + d_h, d_h)
        self.depth = depth

    def forward(self, V, E, edge_index):
        src, dest = edge_index
        rev = torch.arange(len(E)) ^ 1
        H_0 = self.W_i(torch.cat([V[src], E], dim=1))
        H = torch.relu(H_0)
        for _ in range(1, self.depth):
            M = torch.zeros(len(V), H.size(1)).index_add(0, dest, H)
            H = torch.relu(H_0 + self.W_h(M[src] - H[rev]))
        M = torch.zeros(len(V), H.size(1)).index_add(0, dest, H)
        return torch.relu(self.W_o(torch.cat([V, M], dim=1)))


class RegressionFFN(nn.Module):
    def __init__(self, input_dim=64, hidden_dim=64):
        super().__init__()
        self.ffn = nn.Sequential(nn.Linear(input_dim, hidden_dim), nn.ReLU(), nn.Linear(hidden_dim, 1))

    def forward(self, Z):
        return self.ffn(Z)


class MPNN(nn.Module):
    def __init__(self, message_passing, predictor):
        super().__init__()
        self.message_passing, self.predictor = message_passing, predictor

    def forward(self, bmg):
        V, E, edge_index, owner = bmg
        H = self.message_passing(V, E, edge_index)
        n = int(owner.max()) + 1
        total = torch.zeros(n, H.size(1)).index_add(0, owner, H)
        return self.predictor(total / torch.bincount(owner, minlength=n).unsqueeze(1))
