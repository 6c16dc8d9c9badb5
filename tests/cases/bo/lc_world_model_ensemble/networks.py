import torch
import torch.nn.functional as F
from torch import nn


class VectorEncoderWithAction(nn.Module):
    def __init__(self, observation_size, action_size, hidden=(64, 64), discrete_action=False):
        super().__init__()
        self.action_size = action_size
        self.discrete_action = discrete_action
        dims = [observation_size + action_size, *hidden]
        self.fcs = nn.ModuleList(nn.Linear(a, b) for a, b in zip(dims, dims[1:]))
        self.feature_size = hidden[-1]

    def forward(self, x, action):
        if self.discrete_action:
            action = F.one_hot(action.long(), num_classes=self.action_size).float()
        h = torch.cat([x, action], dim=1)
        for fc in self.fcs:
            h = torch.relu(fc(h))
        return h


class ProbabilisticDynamics(nn.Module):
    """Gaussian over the change of the observation and the reward."""

    def __init__(self, encoder, observation_size):
        super().__init__()
        self.encoder = encoder
        self.mu = nn.Linear(encoder.feature_size, observation_size + 1)
        self.logstd = nn.Linear(encoder.feature_size, observation_size + 1)

    def forward(self, x, action):
        h = self.encoder(x, action)
        return self.mu(h), self.logstd(h).clamp(-5, 2)

    def loss(self, x, action, reward, next_x):
        mu, logstd = self(x, action)
        target = torch.cat([next_x - x, reward], dim=1)
        return ((target - mu) ** 2 * torch.exp(-2 * logstd) / 2 + logstd).mean()
