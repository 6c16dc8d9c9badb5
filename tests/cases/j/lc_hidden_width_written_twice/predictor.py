import torch
from torch import nn

from subgraph import SubGraph


class Predictor(nn.Module):
    def __init__(self, hidden_size, horizon):
        super().__init__()
        self.hidden_size, self.horizon = hidden_size, horizon
        self.subgraph = SubGraph(8)
        self.attention = nn.MultiheadAttention(hidden_size, 4, batch_first=True)
        self.decode = nn.Linear(hidden_size, horizon * 2)

    def forward(self, polylines):
        states = torch.zeros(*polylines.shape[:2], self.hidden_size)
        for i in range(polylines.shape[1]):
            states[:, i] = self.subgraph(polylines[:, i])
        context, _ = self.attention(states, states, states)
        return self.decode(context[:, 0]).view(-1, self.horizon, 2)
