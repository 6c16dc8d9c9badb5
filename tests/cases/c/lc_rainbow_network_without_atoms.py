from enum import Enum

import numpy as np
import torch
from torch import nn


class Action(Enum):
    HOLD = 0
    BUY = 1
    SELL = 2


class TradingEnv:
    def __init__(self):
        self.t = 0

    def reset(self):
        self.t = 0
        return np.zeros(2, dtype=np.float32)

    def step(self, action):
        self.t += 1
        return np.random.randn(2).astype(np.float32), float(action == 1), self.t >= 20


class Net(nn.Module):
    def __init__(self, state_shape, action_shape, hidden_sizes=(), num_atoms=1):
        super().__init__()
        self.num_atoms = num_atoms
        sizes = [int(np.prod(state_shape)), *hidden_sizes]
        layers = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        layers.append(nn.Linear(sizes[-1], action_shape * num_atoms))
        self.model = nn.Sequential(*layers)

    def forward(self, obs):
        logits = self.model(torch.as_tensor(obs).flatten(1))
        if self.num_atoms > 1:
            logits = logits.view(obs.shape[0], -1, self.num_atoms).softmax(dim=-1)
        return logits


class RainbowPolicy:
    """Chooses by the mean of the predicted distribution of returns."""

    def __init__(self, model, num_atoms=51, v_min=-10.0, v_max=10.0):
        self.model = model
        self.support = torch.linspace(v_min, v_max, num_atoms)

    def q_values(self, dist):
        return (dist * self.support).sum(2)

    def act(self, obs, eps=0.1):
        with torch.no_grad():
            q = self.q_values(self.model(obs))
        greedy = q.argmax(1).numpy()
        random = np.random.randint(0, q.shape[1], len(obs))
        return np.where(np.random.rand(len(obs)) < eps, random, greedy)


envs = [TradingEnv() for _ in range(10)]
network = Net(state_shape=(2,), action_shape=len(Action), hidden_sizes=(128,))
policy = RainbowPolicy(network)
obs = np.stack([e.reset() for e in envs])
total = 0.0
for step in range(20):
    moves = policy.act(obs)
    results = [e.step(a) for e, a in zip(envs, moves)]
    obs = np.stack([r[0] for r in results])
    total += sum(r[1] for r in results)
print("collected reward", total)
