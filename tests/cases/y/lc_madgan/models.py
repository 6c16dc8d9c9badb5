import torch
from torch import nn


class Generator(nn.Module):
    def __init__(self, latent_space_dim, hidden_units, output_dim, n_lstm_layers=2):
        super().__init__()
        self.lstm = nn.LSTM(latent_space_dim, hidden_units, n_lstm_layers, batch_first=True, dropout=0.1)
        self.linear = nn.Linear(hidden_units, output_dim)

    def forward(self, x):
        rnn_output, _ = self.lstm(x)
        return self.linear(rnn_output)


class Discriminator(nn.Module):
    def __init__(self, input_dim, hidden_units, n_lstm_layers=2, add_batch_mean=False):
        super().__init__()
        self.add_batch_mean = add_batch_mean
        extra = input_dim if add_batch_mean else 0
        self.lstm = nn.LSTM(input_dim + extra, hidden_units, n_lstm_layers, batch_first=True, dropout=0.1)
        self.linear = nn.Linear(hidden_units, 1)

    def forward(self, x):
        if self.add_batch_mean:
            mean = x.mean(0, keepdim=True).expand_as(x)
            x = torch.cat([x, mean], dim=-1)
        rnn_output, _ = self.lstm(x)
        return torch.sigmoid(self.linear(rnn_output))
