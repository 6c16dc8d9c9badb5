import torch
from torch import nn


class GatedResidual(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(size, size), nn.Linear(size, 2 * size)
        self.norm = nn.LayerNorm(size)

    def forward(self, x):
        return self.norm(x + nn.functional.glu(self.fc2(nn.functional.elu(self.fc1(x)))))


class TemporalFusion(nn.Module):
    def __init__(self, hidden_size, attention_heads, output_size, n_reals=2):
        super().__init__()
        self.prescaler = nn.Linear(n_reals, hidden_size)
        self.lstm_encoder = nn.LSTM(hidden_size, hidden_size, batch_first=True)
        self.attention = nn.MultiheadAttention(hidden_size, attention_heads, batch_first=True)
        self.gate = GatedResidual(hidden_size)
        self.output_layer = nn.Linear(hidden_size, output_size)

    def forward(self, x):
        states, _ = self.lstm_encoder(self.prescaler(x))
        last = states[:, -1:]
        context, _ = self.attention(last, states, states)
        return self.output_layer(self.gate(last + context)).squeeze(1)
