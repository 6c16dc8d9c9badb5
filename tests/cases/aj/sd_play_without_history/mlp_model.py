import torch
from torch import nn


class EmpiricalNormalization(nn.Module):
    def __init__(self, shape, eps=1e-2):
        super().__init__()
        self.eps = eps
        self.register_buffer("_mean", torch.zeros(1, shape))
        self.register_buffer("_var", torch.ones(1, shape))
        self.register_buffer("count", torch.tensor(0, dtype=torch.long))

    def update(self, x):
        self.count += len(x)
        rate = len(x) / self.count
        delta = x.mean(dim=0, keepdim=True) - self._mean
        self._mean += rate * delta
        self._var += rate * (x.var(dim=0, unbiased=False, keepdim=True) - self._var + delta * delta * (1 - rate))

    def forward(self, x):
        return (x - self._mean) / (self._var.sqrt() + self.eps)


class MLPModel(nn.Module):
    def __init__(self, num_obs, num_actions, hidden_dims=(128, 64)):
        super().__init__()
        self.obs_normalizer = EmpiricalNormalization(num_obs)
        layers, width = [], num_obs
        for h in hidden_dims:
            layers += [nn.Linear(width, h), nn.ELU()]
            width = h
        self.mlp = nn.Sequential(*layers, nn.Linear(width, num_actions))

    def forward(self, obs):
        return self.mlp(self.obs_normalizer(obs))
