from collections import deque

import torch
from torch import nn


class LSTMHistory(nn.Module):
    """Summary of the last observation-action pairs."""

    def __init__(self, observation_dim, n_actions, hidden_dim, length):
        super().__init__()
        self.observation_dim, self.n_actions = observation_dim, n_actions
        self.hidden_dim, self.length = hidden_dim, length
        self.lstm = nn.LSTM(observation_dim + n_actions, hidden_dim, batch_first=True)
        self.buffer = deque(maxlen=length)

    def reset(self, observation):
        self.buffer.clear()
        blank = torch.zeros(self.observation_dim + self.n_actions)
        self.buffer.extend([blank] * self.length)
        self.push(observation, None)

    def push(self, observation, action):
        one_hot = torch.zeros(self.n_actions)
        if action is not None:
            one_hot[action] = 1.0
        self.buffer.append(torch.cat([observation, one_hot]))

    def window(self):
        return torch.stack(list(self.buffer))

    def forward(self, windows):
        _, (h, _) = self.lstm(windows)
        return h[-1]
