import torch
from torch import nn


class SubGraph(nn.Module):
    """One vector for each polyline: its vectors are encoded and the strongest numbers kept."""

    def __init__(self, in_size, hidden_size=128, depth=2):
        super().__init__()
        self.first = nn.Linear(in_size, hidden_size)
        self.layers = nn.ModuleList(nn.Linear(hidden_size, hidden_size) for _ in range(depth))

    def forward(self, vectors):
        h = self.first(vectors).relu()
        for layer in self.layers:
            h = h + layer(h).relu()
        return h.max(dim=-2).values
