import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

rng = np.random.default_rng(4)
torch.manual_seed(4)
N_AGENTS, OBS, ACT = 2, 13, 3


class TwoHalves:
    """Two agents that move one body; each sees its own half."""

    def reset(self):
        self.t = 0
        return self._obs()

    def _obs(self):
        return [rng.normal(size=OBS).astype(np.float32) for _ in range(N_AGENTS)]

    def step(self, actions):
        self.t += 1
        return self._obs(), float(np.mean([a.sum() for a in actions])), self.t >= 10


def with_agent_id(observations):
    """Appends a one-hot agent number to what each agent sees."""
    numbers = np.eye(N_AGENTS, dtype=np.float32)
    return [np.concatenate([o, numbers[i]]) for i, o in enumerate(observations)]


def record(env, episodes):
    """The logged data set: observations with agent numbers, and actions."""
    seen, done_actions = [], []
    for _ in range(episodes):
        obs, done = env.reset(), False
        while not done:
            actions = [rng.uniform(-1, 1, ACT).astype(np.float32) for _ in range(N_AGENTS)]
            seen += with_agent_id(obs)
            done_actions += actions
            obs, _, done = env.step(actions)
    return torch.from_numpy(np.stack(seen)), torch.from_numpy(np.stack(done_actions))


def evaluate(policy, env):
    obs, done, total = env.reset(), False, 0.0
    while not done:
        with torch.no_grad():
            actions = policy(torch.from_numpy(np.stack(obs))).numpy()
        obs, reward, done = env.step(actions)
        total += reward
    return total


env = TwoHalves()
observations, actions = record(env, 6)
policy = nn.Sequential(nn.Linear(OBS + N_AGENTS, 32), nn.ReLU(), nn.Linear(32, ACT), nn.Tanh())
optimizer = torch.optim.Adam(policy.parameters(), 1e-3)
for o, a in DataLoader(TensorDataset(observations, actions), batch_size=32, shuffle=True):
    loss = nn.functional.mse_loss(policy(o), a)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print("loss", loss.item(), "return", evaluate(policy, env))
