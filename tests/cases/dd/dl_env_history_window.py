"""Offline CQL-style Q learning on logged transitions, with an online evaluation after each epoch."""
from collections import deque

import numpy as np
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

CONFIG = dict(obs_size=7, n_actions=3, hidden=[64, 64], gamma=0.99, alpha=0.5, batch_size=32, epochs=2, history=16)


class GreenhouseEnv:
    """Seven sensors, three valve settings."""

    def __init__(self, history=1, horizon=20, seed=0):
        self.rng = np.random.default_rng(seed)
        self.horizon = horizon
        self.buffer = deque(maxlen=history)

    def _observation(self):
        return np.concatenate(list(self.buffer)).astype(np.float32)

    def reset(self):
        self.t = 0
        self.state = self.rng.normal(size=7)
        for _ in range(self.buffer.maxlen):
            self.buffer.append(self.state.copy())
        return self._observation()

    def step(self, action):
        self.t += 1
        self.state = 0.9 * self.state + 0.1 * (action - 1) + 0.05 * self.rng.normal(size=7)
        self.buffer.append(self.state.copy())
        reward = -float(np.abs(self.state).mean())
        return self._observation(), reward, self.t >= self.horizon


class QNetwork(nn.Module):
    def __init__(self, obs_size, n_actions, hidden):
        super().__init__()
        sizes = [obs_size] + hidden
        layers = []
        for a, b in zip(sizes[:-1], sizes[1:]):
            layers += [nn.Linear(a, b), nn.ReLU()]
        self.encoder = nn.Sequential(*layers)
        self.fc = nn.Linear(sizes[-1], n_actions)

    def forward(self, obs):
        return self.fc(self.encoder(obs))


def logged_transitions(n=256):
    g = torch.Generator().manual_seed(1)
    obs = torch.randn(n, CONFIG["obs_size"], generator=g)
    action = torch.randint(0, CONFIG["n_actions"], (n,), generator=g)
    next_obs = 0.9 * obs + 0.1 * (action[:, None] - 1)
    reward = -next_obs.abs().mean(1)
    return TensorDataset(obs, action, reward, next_obs)


def update(q, target, optimizer, batch):
    obs, action, reward, next_obs = batch
    values = q(obs)
    chosen = values.gather(1, action[:, None]).squeeze(1)
    with torch.no_grad():
        y = reward + CONFIG["gamma"] * target(next_obs).max(1).values
    conservative = (torch.logsumexp(values, 1) - chosen).mean()
    loss = nn.functional.smooth_l1_loss(chosen, y) + CONFIG["alpha"] * conservative
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.no_grad()
def evaluate_on_environment(q, env, episodes=2):
    total = 0.0
    for _ in range(episodes):
        obs, done = env.reset(), False
        while not done:
            action = q(torch.from_numpy(obs)[None]).argmax(1).item()
            obs, reward, done = env.step(action)
            total += reward
    return total / episodes


if __name__ == "__main__":
    torch.manual_seed(0)
    env = GreenhouseEnv(history=CONFIG["history"])
    q = QNetwork(CONFIG["obs_size"], CONFIG["n_actions"], CONFIG["hidden"])
    target = QNetwork(CONFIG["obs_size"], CONFIG["n_actions"], CONFIG["hidden"])
    target.load_state_dict(q.state_dict())
    optimizer = torch.optim.Adam(q.parameters(), 1e-3)
    loader = DataLoader(logged_transitions(), CONFIG["batch_size"], shuffle=True)
    for epoch in range(CONFIG["epochs"]):
        losses = [update(q, target, optimizer, b) for b in loader]
        target.load_state_dict(q.state_dict())
        print(epoch, np.mean(losses), evaluate_on_environment(q, env))
