import random

import numpy as np
import torch
from torch import nn

GAMMA, BATCH = 0.99, 32


class ReplayBuffer:
    def __init__(self, size):
        self.size, self.items = size, []

    def store(self, *transition):
        self.items = (self.items + [transition])[-self.size:]

    def sample(self, n):
        obs, act, rew, next_obs, done = map(np.array, zip(*random.sample(self.items, n)))
        column = lambda a, dtype: torch.as_tensor(a, dtype=dtype).unsqueeze(1)
        return (torch.as_tensor(obs, dtype=torch.float32), column(act, torch.int64), column(rew, torch.float32),
                torch.as_tensor(next_obs, dtype=torch.float32), column(done, torch.float32))


class PoleEnv:
    """A cart with four state values; random dynamics are enough here."""

    def reset(self):
        self.t = 0
        return np.random.randn(4)

    def step(self, action):
        self.t += 1
        return np.random.randn(4), 1.0, self.t >= 20


def build_q():
    return nn.Sequential(nn.Linear(4, 48), nn.ReLU(), nn.Linear(48, 2))


def learn(Q, target_Q, buffer, optimizer):
    obs, act, rew, next_obs, done = buffer.sample(BATCH)
    current_Q_values = Q(obs).gather(1, act)
    # best value of the next state according to the target network
    next_max_q = target_Q(next_obs).detach().max(1)[0]
    next_Q_values = (1 - done) * next_max_q
    target_Q_values = rew + GAMMA * next_Q_values
    bellman_error = target_Q_values - current_Q_values
    # clip the error and hand it to autograd as the gradient
    clipped_bellman_error = bellman_error.clamp(-1, 1)
    d_error = clipped_bellman_error * -1.0
    optimizer.zero_grad()
    current_Q_values.backward(d_error.data)
    optimizer.step()
    return bellman_error.abs().mean().item()


random.seed(0)
np.random.seed(0)
env, buffer = PoleEnv(), ReplayBuffer(500)
Q, target_Q = build_q(), build_q()
target_Q.load_state_dict(Q.state_dict())
optimizer = torch.optim.RMSprop(Q.parameters(), lr=2.5e-4, alpha=0.95, eps=0.01)
obs = env.reset()
for t in range(120):
    action = random.randrange(2)
    next_obs, reward, done = env.step(action)
    buffer.store(obs, action, reward, next_obs, done)
    obs = env.reset() if done else next_obs
    if t > 60 and t % 4 == 0:
        error = learn(Q, target_Q, buffer, optimizer)
        print(t, "bellman error", round(error, 4))
