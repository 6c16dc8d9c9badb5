import os
import tempfile

import numpy as np
import torch
from torch import nn
from torch.distributions import Categorical


class Box:
    def __init__(self, low, high, shape):
        self.low, self.high, self.shape = low, high, shape


class PriceEnv:
    WINDOW = 20

    def __init__(self, csv_path):
        self.data = np.loadtxt(csv_path, delimiter=",", skiprows=1, dtype=np.float32, ndmin=2)
        self.observation_space = Box(-np.inf, np.inf, (self.WINDOW,))
        self.n_actions = 3

    def reset(self):
        self.position = 0
        return self.get_observation()

    def get_observation(self):
        return self.data[self.position:self.position + self.WINDOW]

    def step(self, action):
        last = self.data[self.position + self.WINDOW - 1]
        self.position += 1
        change = (self.data[self.position + self.WINDOW - 1] - last).item()
        done = self.position + self.WINDOW >= len(self.data)
        return self.get_observation(), (action - 1) * change, done


class PolNet(nn.Module):
    def __init__(self, observation_space, n_actions, h=32):
        super().__init__()
        self.fc1 = nn.Linear(observation_space.shape[0], h)
        self.fc2 = nn.Linear(h, h)
        self.pi = nn.Linear(h, n_actions)

    def forward(self, ob):
        h = torch.relu(self.fc2(torch.relu(self.fc1(ob))))
        return self.pi(h).softmax(dim=-1)


def sample_episode(env, pol):
    log_probs, rewards = [], []
    ob, done = env.reset(), False
    while not done:
        dist = Categorical(pol(torch.as_tensor(ob).unsqueeze(0)))
        ac = dist.sample()
        ob, reward, done = env.step(ac.item())
        log_probs.append(dist.log_prob(ac))
        rewards.append(reward)
    return torch.cat(log_probs), torch.tensor(rewards)


with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "usdjpy.csv")
    walk = np.cumsum(np.random.default_rng(0).normal(0, 0.1, 150))
    np.savetxt(path, walk, header="close", comments="", fmt="%.4f")
    env = PriceEnv(path)
    pol = PolNet(env.observation_space, env.n_actions)
    optim = torch.optim.Adam(pol.parameters(), lr=3e-3)
    for episode in range(5):
        log_probs, rewards = sample_episode(env, pol)
        returns = rewards.flip(0).cumsum(0).flip(0)
        loss = -(log_probs * (returns - returns.mean())).mean()
        optim.zero_grad()
        loss.backward()
        optim.step()
        print(episode, rewards.sum().item())
